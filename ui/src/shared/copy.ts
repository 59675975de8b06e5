// Puts text on the clipboard, also where the page is not a secure context; pictures only where it is one.
export function copy(what: string | Blob): Promise<boolean> {
  return typeof what === 'string' ? copyText(what) : copyPicture(what)
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    area.style.position = 'fixed'
    area.style.opacity = '0'
    document.body.append(area)
    area.select()
    // Deprecated, and the only way left when the Clipboard API refuses.
    const done = document.execCommand('copy')
    area.remove()
    return done
  }
}

/** As PNG, for clipboards take no other kind. */
async function copyPicture(picture: Blob): Promise<boolean> {
  try {
    // The promise, not what comes of it: it must be written while the button is still being pressed.
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': asPng(picture) })])
    return true
  } catch {
    return false
  }
}

async function asPng(picture: Blob): Promise<Blob> {
  if (picture.type === 'image/png') return picture
  const bitmap = await createImageBitmap(picture)
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0)
  bitmap.close()
  return canvas.convertToBlob({ type: 'image/png' })
}
