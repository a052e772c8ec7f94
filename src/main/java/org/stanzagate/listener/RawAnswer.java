package org.stanzagate.listener;

import java.nio.ByteBuffer;

/**
 * A whole answer, the last on its connection, for where Undertow can't answer a request.
 *
 * @param bytes read through a duplicate
 */
record RawAnswer(int status, ByteBuffer bytes) {
  ByteBuffer duplicate() {
    return bytes.duplicate();
  }
}
