// A picture that Mermaid draws of a text, shown as an image: in one nothing runs, and nothing is fetched.
import mermaid from 'mermaid'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

// A larger one would hold up the page.
const LONGEST = 20_000
const EDGES = 300
// What would have the browser fetch or run something while the picture is drawn; our policy forbids it as well.
const REACHES_OUT =
  /url\s*\(|@import|\bimg\s*:|javascript:|<[^>]*\bon[a-z]+\s*=|<\s*(?:img|image|script|iframe|link|style|object|embed|svg)\b/i

interface Picture {
  url: string
  ground: string
}

let drawings = 0

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

/** Our own: quiet, but for what must be told apart by its colour. */
function colours(): Record<string, string | boolean> {
  const [text, raised, edge, quiet, surface] = ['--text', '--raised', '--edge', '--quiet', '--surface'].map(token)
  const apart = ['--ember', '--code-string', '--code-number', '--code-type', '--code-keyword', '--code-function'].map(token)
  return {
    darkMode: getComputedStyle(document.documentElement).colorScheme === 'dark',
    background: surface ?? '',
    primaryColor: raised ?? '',
    primaryTextColor: text ?? '',
    primaryBorderColor: edge ?? '',
    secondaryColor: token('--sunk'),
    tertiaryColor: token('--ground'),
    mainBkg: raised ?? '',
    actorBkg: raised ?? '',
    actorBorder: edge ?? '',
    noteBkgColor: token('--sunk'),
    noteTextColor: text ?? '',
    noteBorderColor: edge ?? '',
    lineColor: quiet ?? '',
    textColor: text ?? '',
    pieStrokeColor: surface ?? '',
    pieOuterStrokeColor: edge ?? '',
    pieSectionTextColor: token('--on-ember'),
    pieTitleTextColor: text ?? '',
    pieLegendTextColor: text ?? '',
    pieOpacity: '1',
    fontSize: '14px',
    ...Object.fromEntries(apart.map((colour, at) => [`pie${at + 1}`, colour])),
  }
}

/** The picture as a file of its own. Raises what Mermaid finds wrong with the text. */
async function drawn(code: string): Promise<Blob> {
  if (code.length > LONGEST || REACHES_OUT.test(code)) throw new Error('not for drawing')
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    // What a text may not choose for itself.
    secure: [
      'secure', 'securityLevel', 'startOnLoad', 'maxTextSize', 'maxEdges', 'suppressErrorRendering', 'htmlLabels', 'flowchart',
      'theme', 'themeCSS', 'themeVariables', 'fontFamily', 'altFontFamily', 'dompurifyConfig', 'layout', 'elk',
    ],
    maxTextSize: LONGEST,
    maxEdges: EDGES,
    suppressErrorRendering: true,
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    // An image knows only the fonts of the system.
    fontFamily: 'system-ui, sans-serif',
    theme: 'base',
    look: 'classic',
    themeVariables: colours(),
  })
  const place = document.createElement('div')
  place.setAttribute('aria-hidden', 'true')
  place.style.cssText = 'position: fixed; inset-inline-start: -10000px; top: 0; width: 46rem; visibility: hidden'
  document.body.append(place)
  try {
    drawings += 1
    const { svg } = await mermaid.render(`diagram-${drawings}`, code, place)
    return new Blob([standalone(svg)], { type: 'image/svg+xml' })
  } finally {
    place.remove()
  }
}

/** As XML, with a size of its own. */
function standalone(svg: string): string {
  const picture = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg')
  if (!picture) throw new Error('no picture')
  const [, , width, height] = (picture.getAttribute('viewBox') ?? '').split(/[\s,]+/)
  if (width && height) {
    picture.setAttribute('width', width)
    picture.setAttribute('height', height)
  }
  return new XMLSerializer().serializeToString(picture)
}

export default function Diagram({ code }: { code: string }) {
  const { t } = useTranslation()
  const [picture, setPicture] = useState<Picture | 'faulty' | null>(null)
  useEffect(() => {
    let wanted = true
    let url = ''
    const draw = async () => {
      try {
        const file = await drawn(code)
        if (!wanted) return
        url = URL.createObjectURL(file)
        setPicture({ url, ground: token('--surface') })
      } catch {
        if (wanted) setPicture('faulty')
      }
    }
    void draw()
    return () => {
      wanted = false
      if (url) URL.revokeObjectURL(url)
    }
  }, [code])
  if (picture === 'faulty') return <p role="status" className="diagram-note">{t('diagram_faulty')}</p>
  if (!picture) return <p role="status" className="diagram-note">{t('diagram_coming')}</p>
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a wide picture is scrolled with the keyboard
    <div className="diagram" role="region" aria-label={t('diagram')} tabIndex={0} style={{ background: picture.ground }}>
      <img src={picture.url} alt={t('diagram_of', { code: kindOf(code) })} onError={() => setPicture('faulty')} />
    </div>
  )
}

/** What it is, as Mermaid calls it: the first word that is no remark. */
function kindOf(code: string): string {
  return /^(?!\s*%%)\s*([\w-]+)/m.exec(code)?.[1] ?? ''
}
