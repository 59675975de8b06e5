// Fetches a part of the page, and tries again while the server is away.
const PAUSE = 2000

export async function patient<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch {
    await new Promise((resolve) => setTimeout(resolve, PAUSE))
    return patient(load)
  }
}
