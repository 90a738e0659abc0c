/** What each code says to an Arabic reader. */
const SENTENCES: Readonly<Record<string, string>> = {
  BAD_USER_INPUT: 'الطلب غير صالح: تحقّق من القيم المرسلة.',
  UNAUTHENTICATED: 'المفتاح أو التوقيع غير معروف أو غير موجود.',
  FORBIDDEN: 'ليس لديك إذن بهذا.',
  NOT_FOUND: 'لا يوجد شيء بهذا العنوان.',
  RATE_LIMITED: 'طلبات كثيرة: أعد المحاولة بعد قليل.',
  TOO_COMPLEX: 'الاستعلام أكبر مما يُسمح به: اطلب حقولاً أقل.',
  TIMEOUT: 'استغرق الطلب وقتاً أطول مما يُسمح به.',
  UNAVAILABLE: 'الخدمة غير متاحة الآن: أعد المحاولة بعد قليل.',
  GRAPHQL_PARSE_FAILED: 'نص الاستعلام ليس GraphQL صحيحاً.',
  GRAPHQL_VALIDATION_FAILED: 'الاستعلام لا يوافق المخطط.',
  PERSISTED_DOCUMENT_NOT_FOUND: 'لا توجد وثيقة مسجّلة بهذا المعرّف.',
  PERSISTED_DOCUMENT_REQUIRED: 'لا تُقبل هنا إلا الوثائق المسجّلة: أرسل معرّف الوثيقة.',
  PERSISTED_DOCUMENT_RETIRED: 'سُحبت هذه الوثيقة: استعمل ما خلفها.',
  CURSOR_INVALID: 'المؤشر غير صالح لهذا السجل.',
  CURSOR_EXPIRED: 'المؤشر أقدم من السجل: استعلم من جديد ثم تابع من المؤشر الحي.',
  INTERNAL: 'حدث خطأ داخلي.',
}

/** The Arabic sentence of a code; of an unknown one the sentence of an internal error. */
export function messageAr(code: string): string {
  return SENTENCES[code] ?? SENTENCES.INTERNAL!
}
