// What goes on without the window: shown only where the desktop can.
import { useEffect, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { choose } from '../../api/actions'
import { keys, queries, useSettings, useStatus } from '../../api/queries'
import { Button } from '../../shared/Button'
import { Row, Switch } from '../../shared/Controls'
import { everywhereKeys } from '../../shared/everywhere'
import { shown } from '../../shared/shortcuts'
import { tellError } from '../../shared/toasts'

function change(fields: Parameters<typeof choose>[0]): void {
  // Whether the keys could be had is known only once they were asked for.
  void choose(fields).then(() => setTimeout(() => void queries.invalidateQueries({ queryKey: keys.status }), 400), tellError)
}

export function Background() {
  const { t } = useTranslation()
  const { data: settings } = useSettings()
  const { data: status } = useStatus()
  useEffect(() => void queries.invalidateQueries({ queryKey: keys.status }), [])
  if (!settings || !status) return null
  const { tray, quick_ask, keys: state } = status.background
  const there = state !== 'desktop'
  return (
    <>
      {(tray || settings.background) && status.has_window && (
        <Row label={t('background.stay')} about={t('background.stay_about')} also={t('background.also')}>
          {({ label, about }) => (
            <Switch
              checked={settings.background}
              onChange={(background) => change({ background })}
              labelledBy={label}
              describedBy={about}
            />
          )}
        </Row>
      )}
      {quick_ask && (
        <Row
          label={t('background.ask')}
          about={there ? t('background.ask_about') : t('background.ask_elsewhere', { command: 'fireside --ask' })}
          also={t('background.ask_also')}
        >
          {({ label, about }) =>
            there && (
              <div className="flex flex-wrap items-center justify-end gap-3">
                {settings.quick_ask && <Keys taken={state === 'taken'} chosen={settings.quick_ask_keys} />}
                <Switch
                  checked={settings.quick_ask}
                  onChange={(quick) => change({ quick_ask: quick })}
                  labelledBy={label}
                  describedBy={about}
                />
              </div>
            )
          }
        </Row>
      )}
    </>
  )
}

function Keys({ chosen, taken }: { chosen: string; taken: boolean }) {
  const { t } = useTranslation()
  const [taking, setTaking] = useState(false)
  const pressed = (event: KeyboardEvent) => {
    if (!taking || (event.key === 'Tab' && !event.ctrlKey && !event.altKey)) return
    event.preventDefault()
    event.stopPropagation()
    const picked = event.key === 'Escape' ? chosen : everywhereKeys(event.nativeEvent)
    if (!picked) return
    setTaking(false)
    if (picked !== chosen) change({ quick_ask_keys: picked })
  }
  const named = shown(chosen.replace('Ctrl', 'Mod'))
  return (
    <div className="flex flex-col items-end gap-1">
      <Button
        data-takes-keys
        aria-label={t('background.keys', { keys: named })}
        aria-pressed={taking}
        onClick={() => setTaking(true)}
        onBlur={() => setTaking(false)}
        onKeyDown={pressed}
        className="aria-pressed:border-ember"
      >
        {taking ? t('background.press') : <kbd className="font-sans">{named}</kbd>}
      </Button>
      <span role="status" className="text-small">
        {taken && !taking && t('background.taken')}
      </span>
    </div>
  )
}
