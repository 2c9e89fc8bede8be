-- CreateTable
CREATE TABLE "logout_token" (
    "issuer" TEXT NOT NULL,
    "jti" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "logout_token_pkey" PRIMARY KEY ("issuer","jti")
);

-- CreateIndex
CREATE INDEX "logout_token_received_at_idx" ON "logout_token"("received_at");
