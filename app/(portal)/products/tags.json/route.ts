import { suggestTags } from '@/lib/products/routes/tags'

export const GET = suggestTags
