// How other computers are reached: how fast all that is fetched may come, and by way of which proxy.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { choose } from '../../api/actions'
import { ask, http } from '../../api/client'
import { queries, useSettings } from '../../api/queries'
import type { Settings, Way } from '../../api/types'
import { Choice, Row } from '../../shared/Controls'
import { size } from '../../shared/format'
import { tellError } from '../../shared/toasts'
import { ProxyForm, type NewWay } from './ProxyForm'

const PACES = [0, 1, 5, 20]
const KEY = ['network']

export function Network() {
  const { t } = useTranslation()
  const { data: settings } = useSettings()
  if (!settings) return null
  return (
    <>
      <Row label={t('pace')} about={t('pace_about')} also={t('also.pace')}>
        {({ label }) => <Pace chosen={settings.download_mb_s} labelledBy={label} />}
      </Row>
      <Row label={t('proxy')} about={t('proxy_about')} also={t('also.proxy')} below>
        {({ label }) => <ProxyChoice settings={settings} labelledBy={label} />}
      </Row>
    </>
  )
}

function Pace({ chosen, labelledBy }: { chosen: number; labelledBy: string }) {
  const { t } = useTranslation()
  // A number that was set in the file or through the API stands beside ours.
  const all = PACES.includes(chosen) ? PACES : [...PACES, chosen]
  return (
    <Choice
      value={String(chosen)}
      options={all.map((pace) => ({ value: String(pace), label: pace ? `${size(pace * 1e6)}/s` : t('pace_none') }))}
      onChange={(pace) => void choose({ download_mb_s: Number(pace) }).catch(tellError)}
      labelledBy={labelledBy}
    />
  )
}

function ProxyChoice({ settings, labelledBy }: { settings: Settings; labelledBy: string }) {
  const { t } = useTranslation()
  // Asked again when another one was chosen, here or elsewhere.
  const { data: way } = useQuery({ queryKey: [...KEY, settings.proxy], queryFn: () => ask(http.GET('/api/v0/network')) })
  const [opened, setOpened] = useState(false)
  const own = settings.proxy !== 'system' && settings.proxy !== 'none'

  const go = async (next: NewWay) => {
    const changed: Way = await ask(http.PUT('/api/v0/network', { body: next }))
    queries.setQueryData([...KEY, changed.proxy], changed)
    setOpened(false)
  }

  return (
    <>
      <div className="self-start">
        <Choice
          value={opened || own ? 'own' : settings.proxy}
          options={(['system', 'none', 'own'] as const).map((value) => ({ value, label: t(`proxy_${value}`) }))}
          onChange={(kind) => {
            if (kind === 'own') return setOpened(true)
            setOpened(false)
            void go({ proxy: kind, password: '' }).catch(tellError)
          }}
          labelledBy={labelledBy}
        />
      </div>
      {(opened || own) && way && <ProxyForm key={way.proxy} way={own ? way : { proxy: '', user: '' }} onSave={go} />}
    </>
  )
}
