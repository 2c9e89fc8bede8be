import { sendProductFile } from '@/lib/products/routes/files'

export const GET = sendProductFile
