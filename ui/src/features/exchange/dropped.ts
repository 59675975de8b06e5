// The files that were dropped; of folders, those within.
const MOST = 5000

export async function dropped(data: DataTransfer): Promise<File[]> {
  // The entries are gone once the event is over: they are taken before anything is waited for.
  const plain = [...data.files]
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.() ?? null)
  if (!entries.some((entry) => entry?.isDirectory)) return plain
  const found: File[] = []
  const todo = entries.filter((entry) => entry !== null)
  while (todo.length > 0 && found.length < MOST) {
    const entry = todo.shift()
    if (entry?.isFile) found.push(await fileOf(entry as FileSystemFileEntry))
    else if (entry) todo.push(...(await within(entry as FileSystemDirectoryEntry)))
  }
  return found
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
}

async function within(entry: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = entry.createReader()
  const found: FileSystemEntry[] = []
  for (;;) {
    // It gives a hundred at a time, and none when there are no more.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return found
    found.push(...some)
  }
}
