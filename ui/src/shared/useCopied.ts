// Copies text and says so for a moment.
import { useCallback, useEffect, useState } from 'react'
import { copy } from './copy'

export function useCopied(): [boolean, (text: string) => void] {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  return [copied, useCallback((text) => void copy(text).then(setCopied), [])]
}
