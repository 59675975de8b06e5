// Adds a model of a server: its address and key, then one of the models that it has.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, http } from '../../api/client'
import type { Served, Thread } from '../../api/types'
import { Dialog } from '../../shared/Dialog'
import { tell } from '../../shared/toasts'
import { welcome } from './answering'
import { ServerForm, type Asked } from '../../shared/ServerForm'
import { ServedList } from './ServedList'

interface AddServerProps {
  open: boolean
  thread: Thread | undefined
  onClose: () => void
}

export function AddServer({ open, thread, onClose }: AddServerProps) {
  const { t } = useTranslation()
  return (
    <Dialog open={open} onClose={onClose} title={t('add_server')} about={t('add_server_about')}>
      <AddedServer thread={thread} onClose={onClose} />
    </Dialog>
  )
}

function AddedServer({ thread, onClose }: Omit<AddServerProps, 'open'>) {
  const { t } = useTranslation()
  const [served, setServed] = useState<Served | null>(null)
  const [name, setName] = useState('')

  const list = async (server: Asked) => {
    const found = await ask(http.POST('/api/v0/servers/models/list', { body: server }))
    setServed(found)
    setName(found.models[0]?.name ?? '')
  }

  const add = async (server: Asked) => {
    const model = await ask(http.POST('/api/v0/servers/models', { body: { ...server, name: name.trim() } }))
    await welcome(model, thread)
    tell({ title: t('model_added', { name: model.name }) })
    onClose()
  }

  return (
    <ServerForm
      className="flex min-h-0 flex-col gap-3 overflow-y-auto px-5 pt-1 pb-5"
      placeholder="localhost:11434"
      name={{ label: t('served_name'), about: t('served_name_about'), value: name, onChange: setName }}
      action={served || name ? t('add') : t('show_models')}
      blocked={served !== null && !name}
      onSend={name ? add : list}
      onAnother={() => {
        setServed(null)
        setName('')
      }}
      onClose={onClose}
    >
      {() => served && <ServedList served={served} name={name} onName={setName} />}
    </ServerForm>
  )
}
