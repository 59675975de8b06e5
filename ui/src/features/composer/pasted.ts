// The files of what is pasted, unless words are meant.

type Clipboard = Pick<DataTransfer, 'files' | 'getData'>

// What a picture that was copied, and was no file before, is called in every language.
const UNNAMED = 'image.png'

/** A table comes with a picture of itself, which nobody wants; a file comes with its own name. */
export function filesOf(clipboard: Clipboard, nameOfPicture: string): File[] {
  const files = [...clipboard.files]
  const words = clipboard.getData('text/plain')
  if (words && !files.some(({ name }) => words.includes(name))) return []
  return files.map((file) => (file.name === UNNAMED ? new File([file], nameOfPicture, { type: file.type }) : file))
}
