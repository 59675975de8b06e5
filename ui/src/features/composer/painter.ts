// The worker that draws a picture anew, so that typing goes on meanwhile: a file in, a picture or null out.
import { drawn } from './drawing'

addEventListener('message', async ({ data: file }: MessageEvent<Blob>) => {
  postMessage(await drawn(file).catch(() => null))
})
