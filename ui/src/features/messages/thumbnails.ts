// How large the pictures of a message are drawn: known before they are there, so that nothing moves when they come.
import type { ImagePart } from '../../api/types'

type Size = Pick<ImagePart, 'width' | 'height'>

// In pixels: the room of one by itself, and the height of several beside each other.
const ALONE = { width: 360, height: 280 }
const BESIDE = 132
// Smaller ones could hardly be seen or pressed.
const SMALLEST = 48
const BETWEEN = 8
// What the column leaves for them, about.
const COLUMN = 580

const within = (least: number, value: number, most: number) => Math.round(Math.min(most, Math.max(least, value)))

/** One by itself is drawn whole; of several, very long ones are cut. */
export function thumbnail({ width, height }: Size, several: boolean): Size {
  if (several) return { width: within(BESIDE / 2, (BESIDE * width) / height, BESIDE * 1.75), height: BESIDE }
  const share = Math.min(1, ALONE.width / width, ALONE.height / height)
  return { width: within(SMALLEST, width * share, ALONE.width), height: within(SMALLEST, height * share, ALONE.height) }
}

/** How high they are together, with the space below them; 0 for none. */
export function heightOf(images: readonly Size[]): number {
  const sizes = images.map((image) => thumbnail(image, images.length > 1))
  let rows = 0
  let room = 0
  for (const { width } of sizes) {
    if (rows === 0 || width > room) {
      rows += 1
      room = COLUMN
    }
    room -= width + BETWEEN
  }
  return rows * ((sizes[0]?.height ?? 0) + BETWEEN)
}
