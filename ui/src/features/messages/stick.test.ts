import { describe, expect, it } from 'vitest'
import { Stick } from './stick'

const VIEW = 500

/** A scroll area that obeys the stick, as a browser would. */
class Area {
  top = 0
  height = VIEW
  readonly stick = new Stick()

  private now() {
    return { top: this.top, height: this.height, view: VIEW }
  }

  grow(by: number): void {
    this.height += by
    this.top = Math.min(this.top, this.height - VIEW)
    if (this.stick.resized(this.now())) this.scrollTo(this.height - VIEW)
  }

  scrollTo(top: number): void {
    this.top = Math.max(0, Math.min(top, this.height - VIEW))
    this.stick.scrolled(this.now())
  }

  get atEnd(): boolean {
    return this.top === this.height - VIEW
  }
}

describe('staying at the bottom', () => {
  it('follows what grows', () => {
    const area = new Area()
    for (let i = 0; i < 50; i += 1) area.grow(20)
    expect(area.atEnd).toBe(true)
  })

  it('lets go at the first turn of the wheel upwards, before anything moved', () => {
    const area = new Area()
    area.grow(1000)
    area.stick.upwards()
    area.grow(100)
    expect(area.top).toBe(1000)
  })

  it('lets go when the bar is dragged upwards', () => {
    const area = new Area()
    area.grow(1000)
    area.scrollTo(400)
    area.grow(100)
    expect(area.top).toBe(400)
  })

  it('stays let go when the wheel moved less than what counts as near', () => {
    const area = new Area()
    area.grow(1000)
    area.stick.upwards()
    area.scrollTo(990)
    area.grow(100)
    expect(area.top).toBe(990)
  })

  it('follows again once the person is back at the end', () => {
    const area = new Area()
    area.grow(1000)
    area.scrollTo(300)
    area.scrollTo(1000)
    area.grow(200)
    expect(area.atEnd).toBe(true)
  })

  it('does not take hold on the way down before the end', () => {
    const area = new Area()
    area.grow(1000)
    area.scrollTo(100)
    area.scrollTo(600)
    area.grow(200)
    expect(area.top).toBe(600)
  })

  it('is not let go by content that became shorter', () => {
    const area = new Area()
    area.grow(1000)
    area.grow(-600)
    area.grow(300)
    expect(area.atEnd).toBe(true)
  })

  it('ignores a wheel where there is nothing to scroll', () => {
    const area = new Area()
    area.stick.upwards()
    area.grow(800)
    expect(area.atEnd).toBe(true)
  })
})
