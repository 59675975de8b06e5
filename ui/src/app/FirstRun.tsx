// The first steps, for whoever wants them: how it looks, which models there are, and a voice.
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { choose } from '../api/actions'
import { useSettings, useVoices } from '../api/queries'
import { Neighbours, useComputer } from '../features/models'
import { General } from '../features/settings/General'
import { VoiceList } from '../features/settings/VoiceList'
import { Button } from '../shared/Button'
import { Row, Switch } from '../shared/Controls'
import { Dialog } from '../shared/Dialog'
import { number, size } from '../shared/format'
import { hear } from '../shared/sample'
import { tellError } from '../shared/toasts'

const STEPS = ['look', 'models', 'voice'] as const
type Step = (typeof STEPS)[number]

const CONTENT: Record<Step, () => ReactNode> = { look: General, models: ModelStep, voice: VoiceStep }

export default function FirstRun({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const [at, setAt] = useState(0)
  const step = STEPS[at] ?? 'look'
  const Content = CONTENT[step]
  const last = at === STEPS.length - 1
  const end = () => {
    void choose({ welcomed: true }).catch(tellError)
    onClose()
  }
  return (
    <Dialog open onClose={end} title={t(`first.${step}.title`)} about={t(`first.${step}.about`)} size="wide">
      <div className="min-h-0 flex-1 overflow-y-auto border-t border-line px-5 py-1">
        <Content />
      </div>
      <footer className="flex items-center gap-2 border-t border-line px-5 py-3">
        <span className="flex-1 text-quiet" aria-live="polite">
          {t('first.step', { step: at + 1, steps: STEPS.length })}
        </span>
        {at > 0 && <Button onClick={() => setAt(at - 1)}>{t('first.back')}</Button>}
        <Button kind="primary" onClick={() => (last ? end() : setAt(at + 1))}>
          {t(last ? 'first.done' : 'first.next')}
        </Button>
      </footer>
    </Dialog>
  )
}

function ModelStep() {
  const { t } = useTranslation()
  const { data: computer } = useComputer()
  const { data: settings } = useSettings()
  return (
    <>
      {computer && (
        <Row
          label={t('first.computer')}
          also=""
          about={[
            t('first.has', { memory: size(computer.memory), count: computer.processors, cores: number(computer.processors) }),
            ...computer.cards.map((card) => t('first.card', { name: card.name, memory: size(card.total) })),
            t('first.fits', { size: size(computer.free * 0.7) }),
          ].join(' ')}
        >
          {() => null}
        </Row>
      )}
      <Row label={t('first.starter')} also="" about={t('first.starter_about')}>
        {() => null}
      </Row>
      <Row label={t('neighbours.title')} also="" about={t('neighbours.about')} below>
        {() => <Neighbours />}
      </Row>
      {settings && <p className="py-4 text-quiet">{t('first.later')}</p>}
    </>
  )
}

function VoiceStep() {
  const { t } = useTranslation()
  const { data: settings } = useSettings()
  const { data: voices } = useVoices()
  if (!settings) return null
  const chosen = voices?.find(({ id }) => id === settings.voice_id)
  return (
    <>
      <Row label={t('speak_replies')} also="" about={t('speak_replies_about')}>
        {({ label, about }) => (
          <Switch
            checked={settings.speak_replies}
            onChange={(on) => void choose({ speak_replies: on }).catch(tellError)}
            labelledBy={label}
            describedBy={about}
          />
        )}
      </Row>
      <Row label={t('voice')} also="" below>
        {({ label }) => (
          <>
            <VoiceList
              chosen={settings.voice_id}
              labelledBy={label}
              onChoose={(voice) => void choose({ voice_id: voice }).catch(tellError)}
            />
            <Button className="self-start" onClick={() => hear(chosen)}>
              {t('hear_voice')}
            </Button>
          </>
        )}
      </Row>
    </>
  )
}
