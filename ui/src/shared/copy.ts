// Puts text on the clipboard, also where the page is not a secure context.
export async function copy(text: string): Promise<boolean> {
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
