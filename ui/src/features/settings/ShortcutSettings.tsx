// The keys of each command: change them, add others, take them away, go back to those that Fireside came with.
import { useTranslation } from 'react-i18next'
import { choose } from '../../api/actions'
import { useSettings } from '../../api/queries'
import { Button } from '../../shared/Button'
import { Row } from '../../shared/Controls'
import { Keys } from '../../shared/ShortcutTable'
import { FIXED, NAMES, type Changed } from '../../shared/shortcuts'
import { tellError } from '../../shared/toasts'
import { KeyPicker } from './KeyPicker'

function keep(shortcuts: Changed): void {
  void choose({ shortcuts }).catch(tellError)
}

export function ShortcutSettings() {
  const { t } = useTranslation()
  const { data: settings } = useSettings()
  if (!settings) return null
  const changed = settings.shortcuts ?? {}
  return (
    <>
      {NAMES.map((name) => (
        <Row key={name} label={t(`shortcut.${name}`)} also={t('also.shortcut')}>
          {({ label }) => (
            <KeyPicker
              name={name}
              changed={changed}
              labelledBy={label}
              onChoose={(keys) => keep({ ...changed, [name]: [...keys] })}
              onReset={() => keep(Object.fromEntries(Object.entries(changed).filter(([other]) => other !== name)))}
            />
          )}
        </Row>
      ))}
      {(Object.keys(FIXED) as (keyof typeof FIXED)[]).map((name) => (
        <Row key={name} label={t(`shortcut.${name}`)} about={t('keys_fixed')} also={t('also.shortcut')}>
          {() => FIXED[name].keys.map((keys) => <Keys key={keys} keys={keys} />)}
        </Row>
      ))}
      <Row label={t('keys_reset_all')} about={t('keys_reset_all_about')} also={t('also.shortcut')}>
        {() => (
          <Button disabled={Object.keys(changed).length === 0} onClick={() => keep({})}>
            {t('keys_reset')}
          </Button>
        )}
      </Row>
    </>
  )
}
