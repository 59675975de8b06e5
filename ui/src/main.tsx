// Starts the page.
import { createRoot } from 'react-dom/client'
import './app/page.css'
import { App, router } from './app/App'
import { reportFailures } from './app/failures'
import { openLine } from './app/line'
import { prepareMarkdown } from './shared/markdown'

reportFailures()
const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
const line = openLine()
let shown: string | undefined
const followShown = () => {
  const threadId = router.state.matches.at(-1)?.params['threadId']
  if (threadId === shown) return
  shown = threadId
  line.follow(threadId ? [threadId] : [])
}
router.subscribe(followShown)
followShown()
// What draws replies is fetched once the page stands.
setTimeout(prepareMarkdown, 300)
