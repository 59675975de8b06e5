// The first steps, for whoever wants them: how it looks, which models there are, and a voice.
import { Search } from 'lucide-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { choose } from '../api/actions'
import { useSettings, useVoices } from '../api/queries'
import { Neighbours, useComputer } from '../features/models'
import { General } from '../features/settings/General'
import { SpeakRow, VoiceRow } from '../features/settings/VoiceRows'
import { Button } from '../shared/Button'
import { Row } from '../shared/Controls'
import { Dialog } from '../shared/Dialog'
import { findModels } from '../shared/finding'
import { number, size } from '../shared/format'
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
      <Row label={t('more_models')} also="" about={t('first.find_about')}>
        {() => (
          <Button onClick={() => findModels()}>
            <Search aria-hidden size={14} />
            {t('finder.open')}
          </Button>
        )}
      </Row>
      {settings && <p className="py-4 text-quiet">{t('first.later')}</p>}
    </>
  )
}

// What everybody has who has chosen none.
const USUAL = 'espeak:en-us'

function VoiceStep() {
  const { i18n } = useTranslation()
  const { data: settings } = useSettings()
  const { data: voices } = useVoices()
  const own = `espeak:${i18n.language}`
  const offered = settings?.voice_id === USUAL && i18n.language !== 'en' && (voices?.some(({ id }) => id === own) ?? false)

  // Whoever reads German is read to in German, unless they choose another voice here.
  const done = useRef(false)
  useEffect(() => {
    if (!offered || done.current) return
    done.current = true
    void choose({ voice_id: own }).catch(tellError)
  }, [offered, own])

  if (!settings) return null
  return (
    <>
      <SpeakRow settings={settings} />
      <VoiceRow settings={settings} />
    </>
  )
}
