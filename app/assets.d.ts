// Images and style sheets as modules; next-env.d.ts says so too, but is not there on a fresh clone.
/// <reference types="next" />
/// <reference types="next/image-types/global" />
