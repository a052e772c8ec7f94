package org.stanzagate.listener;

/**
 * Whole answers, the last on their connections, for where no request is known that could be
 * answered.
 *
 * @param badHead to a head that can't be read
 * @param headTooLarge to one that is too large to be read
 * @param badChunks to a body that is not framed as it must be
 * @param chunkTooLarge to one with a chunk that is larger than any body may be
 * @param noRoom where there is no memory left for a head
 */
record RawAnswers(
    RawAnswer badHead,
    RawAnswer headTooLarge,
    RawAnswer badChunks,
    RawAnswer chunkTooLarge,
    RawAnswer noRoom) {
  static RawAnswers of(Failures failures, int headLimit, long maxEntity) {
    return new RawAnswers(
        failures.raw(
            Failure.badRequest(
                "the head of the request can't be read; HTTP/1.1 wants a request line, headers like"
                    + " Name: value, one Host, at most one Content-Length, and in the URL two hex"
                    + " digits after each %")),
        failures.raw(Failure.headTooLarge(headLimit)),
        failures.raw(Failure.badChunks()),
        failures.raw(Failure.chunkTooLarge(maxEntity)),
        failures.raw(Failure.noRoom()));
  }
}
