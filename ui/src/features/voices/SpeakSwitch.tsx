// Whether replies are read aloud as they are written: those of a thread, or where none is open, all.
import { Volume2, VolumeX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { choose } from '../../api/actions'
import { changeOwn, useOwn } from '../../api/own'
import { useSettings } from '../../api/queries'
import { Hint } from '../../shared/Button'
import { tellError } from '../../shared/toasts'
import { stopSpeaking, useSaid } from '../../shared/speech'

export function SpeakSwitch({ threadId }: { threadId: string | undefined }) {
  const { t } = useTranslation()
  const { data: settings } = useSettings()
  const own = useOwn(threadId)?.speak_replies
  const said = useSaid()
  const on = own ?? settings?.speak_replies ?? false
  const Icon = on ? Volume2 : VolumeX
  const turn = () => {
    if (on && said) stopSpeaking()
    const here = threadId !== undefined || own != null
    void (here ? changeOwn(threadId, { speak_replies: !on }) : choose({ speak_replies: !on })).catch(tellError)
  }
  return (
    <Hint text={on ? t('speak_replies_on') : t('speak_replies_off')} side="bottom">
      <button
        type="button"
        role="switch"
        aria-checked={on}
        aria-label={t('speak_replies')}
        onClick={turn}
        className={`inline-flex size-8 items-center justify-center rounded-md transition-colors hover:bg-raised ${on ? 'text-ember' : 'text-quiet hover:text-text'}`}
      >
        <Icon aria-hidden size={17} strokeWidth={1.75} />
      </button>
    </Hint>
  )
}
