// A line to search with, and a way to empty it.
import { Search, X } from 'lucide-react'
import { useRef, type ComponentPropsWithRef, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './Button'

interface SearchFieldProps extends Omit<ComponentPropsWithRef<'input'>, 'value' | 'onChange' | 'ref'> {
  field?: RefObject<HTMLInputElement | null>
  label: string
  value: string
  onChange: (value: string) => void
}

export function SearchField({ field, label, value, onChange, ...rest }: SearchFieldProps) {
  const { t } = useTranslation()
  const own = useRef<HTMLInputElement>(null)
  const input = field ?? own
  return (
    <div className="flex items-center gap-2 rounded-md border border-line bg-surface px-3 focus-within:border-edge">
      <Search aria-hidden size={15} className="shrink-0 text-quiet" />
      <input
        ref={input}
        type="search"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        placeholder={label}
        aria-label={label}
        className="h-9 min-w-0 flex-1 bg-transparent outline-none placeholder:text-quiet pointer-coarse:h-11 [&::-webkit-search-cancel-button]:hidden"
        {...rest}
      />
      {value && (
        <IconButton
          icon={X}
          label={t('clear')}
          size="small"
          className="-me-2"
          onClick={() => {
            onChange('')
            input.current?.focus()
          }}
        />
      )}
    </div>
  )
}
