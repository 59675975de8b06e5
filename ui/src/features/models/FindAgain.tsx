// A model whose file is not where it was: it is looked for where models lie, else the person says where it is.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, http, Refused } from '../../api/client'
import { keys, queries, useStatus } from '../../api/queries'
import type { Model } from '../../api/types'
import { Button } from '../../shared/Button'
import { Dialog } from '../../shared/Dialog'
import { PathForm, type Tried } from '../../shared/PathForm'
import { tell, tellError } from '../../shared/toasts'

interface FindAgainProps {
  /** Null while none is looked for. */
  model: Model | null
  onClose: () => void
}

export function FindAgain({ model, onClose }: FindAgainProps) {
  const { t } = useTranslation()
  return (
    <Dialog
      open={model !== null}
      onClose={onClose}
      title={t('find_again.title', { name: model?.name ?? '' })}
      about={t('find_again.about', { path: model?.path ?? '' })}
    >
      {model && <Search key={model.id} model={model} onClose={onClose} />}
    </Dialog>
  )
}

function Search({ model, onClose }: { model: Model; onClose: () => void }) {
  const { t } = useTranslation()
  const { data: status } = useStatus()
  const [tried, setTried] = useState<Tried | null>(null)
  const asked = useRef(false)
  const path = { id: model.id }

  const welcome = (found: Model) => {
    void queries.invalidateQueries({ queryKey: keys.models })
    tell({ title: t('find_again.found', { name: found.name }), about: found.path })
    onClose()
  }

  const point = async (place: string) => {
    welcome(await ask(http.POST('/api/v0/shelving/{id}/point', { params: { path }, body: { path: place } })))
  }

  const choose = async () => {
    try {
      const request = model.engine === 'pytorch' ? http.POST('/api/v0/dialogs/folder') : http.POST('/api/v0/dialogs/model')
      const picked = (await ask(request)).path
      if (!picked) return
      await point(picked).catch((error: unknown) => {
        if (!(error instanceof Refused)) throw error
        setTried({ path: picked, refusal: error })
      })
    } catch (error) {
      tellError(error)
    }
  }

  useEffect(() => {
    if (asked.current) return
    asked.current = true
    ask(http.POST('/api/v0/shelving/{id}/seek', { params: { path } })).then(welcome, (error: unknown) => {
      if (error instanceof Refused && error.status === 404) return setTried({ path: '', refusal: null })
      onClose()
      tellError(error)
    })
    // It looks once each time it is opened.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [])

  if (!tried) {
    return (
      <p role="status" className="px-5 pt-1 pb-5 text-quiet">
        {t('find_again.looking')}
      </p>
    )
  }
  return (
    <>
      <p role="status" className="px-5 pb-3">
        {t('find_again.nowhere')}
      </p>
      {status?.has_window && (
        <Button className="mx-5 mb-3 self-start" onClick={() => void choose()}>
          {t('find_again.choose')}
        </Button>
      )}
      <PathForm
        key={tried.path}
        tried={tried}
        placeholder={model.path}
        action={t('find_again.here')}
        onAdd={point}
        onClose={onClose}
      />
    </>
  )
}
