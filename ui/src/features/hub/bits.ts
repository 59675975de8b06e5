// How many bits a quantisation keeps of each number, and which one suits most people.
import type { ModelFit, VariantChoice } from '../../api/types'

export type Bits = 1 | 2 | 3 | 4 | 5 | 6 | 8 | 16 | 32

const SPECIAL: Record<string, Bits> = { MXFP4: 4, MXFP4_MOE: 4, NVFP4: 4 }

/** The bits that a quantisation is named after; undefined when it names none. */
export function bitsOf(quantisation: string): Bits | undefined {
  const [, bits] = /^(?:UD-)?(?:[IT]?Q|BF|FP?)(\d+)/.exec(quantisation) ?? []
  return SPECIAL[quantisation] ?? (bits === undefined || bits === '7' ? undefined : (Number(bits) as Bits))
}

/** Small, and hardly worse: the best of four bits first; then what is still of use where those are too large. */
const BEST = [/^Q4_K_M$/, /^UD-Q4_K_XL$/, /^Q4_K/, /^IQ4/, /^UD-Q4/, /^(MXFP4|NVFP4)/, /^Q4/, /^(UD-)?I?Q3/, /^(UD-)?I?Q2/]

/**
 * The variant that most people want: of the first kind that does not turn out to be too large. Of one that nothing is
 * known of yet, the best is hoped.
 */
export function recommended(choices: VariantChoice[], fits: Partial<Record<string, ModelFit>>): string | undefined {
  if (choices.length < 2) return undefined
  for (const kind of BEST) {
    const found = choices.find(({ id, quantisation }) => kind.test(quantisation) && fits[id]?.verdict !== 'red')
    if (found) return found.id
  }
  return undefined
}
