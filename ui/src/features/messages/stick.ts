// Stays at the bottom while the person is there, and lets go the moment they look elsewhere.
import { useCallback, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react'

export interface Scroll {
  top: number
  height: number
  view: number
}

// So near the end counts as at the end.
const NEAR = 24
// Rows that come into sight turn out higher or lower than was thought, and the browser moves the page to make up for it.
const SETTLING = 500

/** Whether to follow the end of a growing page. Only what the person does changes it, never growth itself. */
export class Stick {
  pinned = true
  /** While it goes to the end: what moves the page now is the page itself, unless `upwards` says otherwise. */
  settling = false
  private last: Scroll = { top: 0, height: 0, view: 0 }

  /** A key, the wheel or a finger that goes upwards lets go at once, before anything has moved. */
  upwards(): void {
    this.settling = false
    if (this.last.height > this.last.view) this.pinned = false
  }

  scrolled(now: Scroll): void {
    const { top, height, view } = this.last
    this.last = now
    const gap = now.height - now.top - now.view
    // A shorter page or a taller view moves the top by itself; that is nobody's doing.
    const moved = !this.settling && now.top < top - 1 && now.height >= height && now.view <= view
    if (moved) this.pinned = false
    else if (gap <= NEAR && now.top >= top) this.pinned = true
  }

  /** After growth or a change of size; tells whether to go to the end. */
  resized(now: Scroll): boolean {
    this.last = { ...now, top: this.pinned ? Math.max(0, now.height - now.view) : now.top }
    return this.pinned
  }
}

function measure(element: HTMLElement): Scroll {
  return { top: element.scrollTop, height: element.scrollHeight, view: element.clientHeight }
}

export interface StickView {
  /** True while the end is out of sight. */
  away: boolean
  toEnd: () => void
  /** Follow the end no more: something else is to be seen. */
  letGo: () => void
}

export function useStick(scroller: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>): StickView {
  const stick = useMemo(() => new Stick(), [])
  const [away, setAway] = useState(false)
  const settled = useRef<ReturnType<typeof setTimeout>>(undefined)

  const toEnd = useCallback(() => {
    const element = scroller.current
    if (!element) return
    stick.pinned = stick.settling = true
    element.scrollTop = element.scrollHeight
    stick.resized(measure(element))
    clearTimeout(settled.current)
    settled.current = setTimeout(() => (stick.settling = false), SETTLING)
    setAway(false)
  }, [scroller, stick])

  const letGo = useCallback(() => {
    stick.pinned = stick.settling = false
  }, [stick])

  useLayoutEffect(() => {
    const element = scroller.current
    const inner = content.current
    if (!element || !inner) return
    const look = () => {
      const { top, height, view } = measure(element)
      setAway(!stick.pinned && height - top - view > NEAR)
    }
    const grown = () => {
      if (stick.resized(measure(element))) element.scrollTop = element.scrollHeight
      look()
    }
    const scrolled = () => {
      stick.scrolled(measure(element))
      if (stick.settling && stick.pinned) return grown()
      look()
    }
    const wheel = (event: WheelEvent) => {
      if (event.deltaY < 0) stick.upwards()
    }
    const key = (event: KeyboardEvent) => {
      // Not those of a control among the messages: in a text that is edited they move the caret.
      if (event.target !== element) return
      if (event.key === 'PageUp' || event.key === 'ArrowUp' || (event.key === ' ' && event.shiftKey)) stick.upwards()
      if (event.key !== 'Home' && event.key !== 'End') return
      // At once: on a long way what comes into sight, and turns out higher than thought, would lead astray.
      event.preventDefault()
      stick.upwards()
      if (event.key === 'End') toEnd()
      else element.scrollTop = 0
    }
    let finger = 0
    const touchStart = (event: TouchEvent) => {
      finger = event.touches[0]?.clientY ?? 0
    }
    // The bar at the side, too, is moved by a hand.
    const pressed = () => {
      stick.settling = false
    }
    const touchMove = (event: TouchEvent) => {
      if ((event.touches[0]?.clientY ?? 0) > finger + 4) stick.upwards()
    }
    const observer = new ResizeObserver(grown)
    observer.observe(element)
    observer.observe(inner)
    const passive = { passive: true }
    element.addEventListener('scroll', scrolled, passive)
    element.addEventListener('wheel', wheel, passive)
    element.addEventListener('keydown', key)
    element.addEventListener('pointerdown', pressed, passive)
    element.addEventListener('touchstart', touchStart, passive)
    element.addEventListener('touchmove', touchMove, passive)
    grown()
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', scrolled)
      element.removeEventListener('wheel', wheel)
      element.removeEventListener('keydown', key)
      element.removeEventListener('pointerdown', pressed)
      element.removeEventListener('touchstart', touchStart)
      element.removeEventListener('touchmove', touchMove)
    }
  }, [scroller, content, stick, toEnd])

  return { away, toEnd, letGo }
}
