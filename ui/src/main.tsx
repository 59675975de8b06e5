// Starts the page.
import { createRoot } from 'react-dom/client'
import './app/page.css'
import { App } from './app/App'
import { openLine } from './app/line'
import { prepareMarkdown } from './shared/markdown'

const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
openLine()
// What draws replies is fetched once the page stands.
setTimeout(prepareMarkdown, 300)
