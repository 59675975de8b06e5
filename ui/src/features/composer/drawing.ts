// Draws a picture anew: upright, no larger than models look at, and without what a camera wrote into it.

/** In pixels. A longer side would cost models time and show them no more. */
export const LONGEST_SIDE = 2048
// In bytes. What is drawn sharp stays sharp while it weighs little.
const LIGHT = 2_000_000
const SHARP = new Set(['image/png', 'image/gif', 'image/bmp'])

export interface Size {
  width: number
  height: number
}

/** The same shape with no side longer than the longest. */
export function fitted({ width, height }: Size): Size {
  const share = Math.min(1, LONGEST_SIDE / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) }
}

/** Whether one that came as that type is kept as PNG, when that takes so many bytes; a JPEG takes fewer. */
export function staysSharp(type: string, bytes: number): boolean {
  return SHARP.has(type) && bytes <= LIGHT
}

/** A PNG or a JPEG; raises what the browser does when it cannot decode the file. Runs in a worker. */
export async function drawn(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const { width, height } = fitted(bitmap)
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('there is no canvas')
  // What is see-through would be black in a JPEG, and black to most models.
  context.fillStyle = '#fff'
  context.fillRect(0, 0, width, height)
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, 0, 0, width, height)
  bitmap.close()
  const sharp = SHARP.has(file.type) ? await canvas.convertToBlob({ type: 'image/png' }) : null
  if (sharp && staysSharp(file.type, sharp.size)) return sharp
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 })
}
