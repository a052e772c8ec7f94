package org.stanzagate.component;

import java.util.function.LongSupplier;

/**
 * Finds out that the server is gone though the socket doesn't say so. Ticks once a span. A span in
 * which nothing was heard brings a ping; after {@link #PATIENCE} such spans in a row the server is
 * dead. So it is if one write hangs as long: then it no longer reads.
 *
 * <p>A write that hung and went on counts as heard, since somebody must have read at the other end.
 * Without that a server which is only slow, with megabytes of ours still before it and the ping
 * behind them, would be cut off, and lose them all.
 *
 * <p>{@link #heard} comes from the reading thread, {@link #tick} from one thread at a time.
 */
final class Keepalive {
  /** In spans. */
  static final int PATIENCE = 5;

  private final LongSupplier writeProgress;
  private final Runnable ping;
  private final Runnable dead;
  private volatile boolean heard = true;
  private long lastProgress;
  private int silent;
  private int hanging;

  /**
   * @param writeProgress as {@link StanzaWriter#progress}
   * @param ping asks the server for a sign of life
   * @param dead ends the stream
   */
  Keepalive(LongSupplier writeProgress, Runnable ping, Runnable dead) {
    this.writeProgress = writeProgress;
    this.ping = ping;
    this.dead = dead;
  }

  /** Something came from the server; whatever it is, it is alive. */
  void heard() {
    heard = true;
  }

  void tick() {
    long progress = writeProgress.getAsLong();
    boolean wasWriting = lastProgress % 2 == 1;
    boolean hangs = wasWriting && progress == lastProgress;
    boolean wentOn = wasWriting && progress != lastProgress;
    lastProgress = progress;
    hanging = hangs ? hanging + 1 : 0;
    silent = heard || wentOn ? 0 : silent + 1;
    heard = false;
    if (silent >= PATIENCE || hanging >= PATIENCE) {
      dead.run();
    } else if (silent == 1) {
      ping.run();
    }
  }
}
