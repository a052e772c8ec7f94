package org.stanzagate.listener;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Puts an answer that says what is wrong in the place of Undertow's own to a head that it can't
 * read, or whose Host it doesn't like, which is a status and nothing else. I/O thread only.
 */
final class BareRefusal extends AbstractStreamSinkConduit<StreamSinkConduit> {
  private static final byte[] VERSION = "HTTP/1.".getBytes(US_ASCII);
  private static final byte[] STATUS = " 400 ".getBytes(US_ASCII);

  private final BooleanSupplier inHead;
  private final Supplier<RawAnswer> whole;

  /** What is left to be written of ours, once it is begun. */
  private @Nullable ByteBuffer begun;

  /**
   * @param inHead whether no request is known so far, so that an answer can only be Undertow's
   * @param whole asked once for our answer, the last on its connection as Undertow's is
   */
  BareRefusal(StreamSinkConduit next, BooleanSupplier inHead, Supplier<RawAnswer> whole) {
    super(next);
    this.inHead = inHead;
    this.whole = whole;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    if (begun == null && inHead.getAsBoolean() && isRefusal(bytes)) {
      begun = whole.get().duplicate();
    }
    if (begun == null) {
      return super.write(bytes);
    }
    super.write(begun);
    if (begun.hasRemaining()) {
      return 0;
    }
    int written = bytes.remaining();
    bytes.position(bytes.limit());
    return written;
  }

  private static boolean isRefusal(ByteBuffer bytes) {
    return has(bytes, 0, VERSION) && has(bytes, VERSION.length + 1, STATUS);
  }

  private static boolean has(ByteBuffer bytes, int index, byte[] text) {
    return bytes.remaining() >= index + text.length
        && bytes.slice(bytes.position() + index, text.length).equals(ByteBuffer.wrap(text));
  }
}
