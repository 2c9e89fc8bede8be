import { hearFiberyWebhook } from '@/lib/knowledge/routes'

export const POST = hearFiberyWebhook
