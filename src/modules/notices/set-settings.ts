import { z } from 'zod'
import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { maskAddress } from '../../kernel/mask.ts'
import { defineQuery } from '../../kernel/query.ts'
import { capacityOf } from './capacity.ts'
import { Channel, NoticeSettingsView, SetNoticeSettings } from './contract.ts'
import { DEFAULT_QUIET } from './rules.ts'
import { openChannels } from './senders.ts'
import { selectQuietHours, selectSettings, upsertSettings } from './store.ts'

/** How somebody wants to be told outside the product: by which channel, where, in which language, and when not. */
export const setNoticeSettings = defineCommand({
  name: 'notices.set_settings',
  route: {
    method: 'POST',
    path: '/me/notice-settings',
    summary: 'How the caller is told outside the product: channel, address, language, quiet hours',
  },
  input: SetNoticeSettings,
  answer: NoticeSettingsView,
  load: async ({ tx, parkId }) => ({
    park_quiet: (await tx.first(selectQuietHours, { parkId })) ?? DEFAULT_QUIET,
  }),
  allow: capacityOf,
  async handle({ tx, parkId, now, actor, runtime }, input, { park_quiet }) {
    const { channel, language, quiet, urgent_at_once } = input
    const channels = openChannels(runtime.settings)
    if (!channels.includes(channel))
      throw new Failure('conflict', 'notices.channel_closed', { channel, open: channels })
    const known = await tx.first(selectSettings, { parkId, userId: actor.userId })
    // The address known is that of the channel it was given for.
    const address = input.address ?? (known?.channel === channel ? known.address : null)
    if (channel !== 'none' && address === null)
      throw new Failure('invalid', 'notices.address_missing', { channel })
    if (channel === 'email' && !z.email().safeParse(address).success)
      throw new Failure('invalid', 'notices.address_form')
    tx.send(upsertSettings, {
      parkId,
      userId: actor.userId,
      channel,
      // What is not needed any more is forgotten.
      address: channel === 'none' ? null : address,
      language,
      quietFrom: quiet?.from ?? null,
      quietTo: quiet?.to ?? null,
      urgentAtOnce: urgent_at_once,
      now,
    })
    return {
      channel,
      address: channel === 'none' ? null : maskAddress(address),
      language,
      quiet,
      park_quiet,
      urgent_at_once,
      channels,
    }
  },
  audit: ({ channel, language }) => ({ summary: { channel, language } }),
})

/** How the reader is told outside the product; his address masked. */
export const noticeSettings = defineQuery({
  name: 'notices.settings',
  route: {
    method: 'GET',
    path: '/me/notice-settings',
    summary: 'How the caller is told outside the product',
  },
  input: z.strictObject({}),
  answer: NoticeSettingsView,
  allow: () => true,
  async answerWith({ tx, parkId, actor, runtime }) {
    const [row, park] = await Promise.all([
      tx.first(selectSettings, { parkId, userId: actor.userId }),
      tx.first(selectQuietHours, { parkId }),
    ])
    return {
      channel: Channel.parse(row?.channel ?? 'none'),
      address: maskAddress(row?.address ?? null),
      language: row?.language === 'zh' || row?.language === 'en' ? row.language : null,
      quiet: row?.quiet_from && row.quiet_to ? { from: row.quiet_from, to: row.quiet_to } : null,
      park_quiet: park ?? DEFAULT_QUIET,
      urgent_at_once: row?.urgent_at_once ?? false,
      channels: openChannels(runtime.settings),
    }
  },
})
