// Buttons: one ember for the one primary action, the rest quiet. An icon button always has a name, shown as its tooltip.
import type { LucideIcon } from 'lucide-react'
import { Tooltip } from 'radix-ui'
import type { ComponentPropsWithRef, ReactNode } from 'react'
import { useKeys, type Shortcut } from './shortcuts'

type Kind = 'primary' | 'plain' | 'quiet' | 'live' | 'danger'

const LOOKS: Record<Kind, string> = {
  primary: 'bg-ember text-on-ember hover:bg-ember-strong font-medium',
  plain: 'border border-line bg-surface text-text hover:border-edge',
  quiet: 'text-quiet hover:bg-raised hover:text-text',
  live: 'text-ember hover:bg-raised',
  danger: 'border border-ember text-ember hover:bg-ember-wash',
}

interface ButtonProps extends ComponentPropsWithRef<'button'> {
  kind?: Kind
}

export function Button({ kind = 'plain', className = '', ...props }: ButtonProps) {
  return (
    <button
      type="button"
      className={`inline-flex min-h-8 items-center justify-center gap-2 rounded-md px-3 py-1.5 text-ui transition-colors disabled:opacity-50 ${LOOKS[kind]} ${className}`}
      {...props}
    />
  )
}

interface IconButtonProps extends ComponentPropsWithRef<'button'> {
  icon: LucideIcon
  label: string
  /** The command that does the same: its keys stand in the hint. */
  shortcut?: Shortcut | undefined
  /** Keys that cannot be changed. */
  keys?: string
  kind?: Kind
  size?: 'small' | 'medium'
  side?: 'top' | 'bottom' | 'left' | 'right'
}

export function IconButton(props: IconButtonProps) {
  const { icon: Icon, label, shortcut, keys, kind = 'quiet', size = 'medium', side = 'top', className = '', ...rest } = props
  const box = size === 'small' ? 'size-7' : 'size-8'
  return (
    <Hint text={label} shortcut={shortcut} keys={keys} side={side}>
      <button
        type="button"
        aria-label={label}
        className={`inline-flex ${box} shrink-0 items-center justify-center rounded-md transition-colors disabled:opacity-40 ${LOOKS[kind]} ${className}`}
        {...rest}
      >
        <Icon aria-hidden size={size === 'small' ? 15 : 17} strokeWidth={1.75} />
      </button>
    </Hint>
  )
}

const tookAway = new WeakSet<Event>()

/** Whether a key did nothing but take a hint away: then it is still free for what it is meant for. */
export function tookHintAway(event: Event): boolean {
  return tookAway.has(event)
}

interface HintProps {
  text: string
  shortcut?: Shortcut | undefined
  keys?: string | undefined
  side?: 'top' | 'bottom' | 'left' | 'right'
  children: ReactNode
}

export function Hint({ text, shortcut, keys: fixed, side = 'top', children }: HintProps) {
  const keys = useKeys(shortcut) ?? fixed
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        asChild
        // Led to a button by a finger or a mouse, the focus opens no hint over what is read.
        onFocus={(event) => {
          if (!event.currentTarget.matches(':focus-visible')) event.preventDefault()
        }}
      >
        {children}
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          onEscapeKeyDown={(event) => tookAway.add(event)}
          className="appear z-50 flex max-w-72 items-center gap-2 rounded-md border border-line bg-raised px-2 py-1 text-small text-text"
        >
          {text}
          {keys && <kbd className="font-sans text-quiet">{keys}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
