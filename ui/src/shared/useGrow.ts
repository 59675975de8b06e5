// A text field as high as its text, up to a part of the window.
import { useLayoutEffect, type RefObject } from 'react'

export function useGrow(field: RefObject<HTMLTextAreaElement | null>, text: string, part: number): void {
  useLayoutEffect(() => {
    const area = field.current
    // The text is read where it stands; naming it here measures again whenever it changes.
    if (!area || area.value !== text) return
    area.style.height = 'auto'
    area.style.height = `${Math.min(area.scrollHeight, window.innerHeight * part)}px`
  }, [field, text, part])
}
