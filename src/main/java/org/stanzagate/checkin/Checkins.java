package org.stanzagate.checkin;

import static org.stanzagate.log.LogField.STANZA;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.component.Component;
import org.stanzagate.component.StanzaListener;
import org.stanzagate.config.AnnounceConfig;
import org.stanzagate.config.CheckinConfig;
import org.stanzagate.listener.HttpLimits;
import org.stanzagate.listener.RequestWatch;
import org.stanzagate.rooms.Occupants;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaError;

/**
 * The check-in API: takes check-ins over HTTP, stores each once, and announces each once. Started
 * once, stopped once, by one thread.
 */
public final class Checkins {
  private static final Logger LOG = LoggerFactory.getLogger(Checkins.class);

  /** Heads of requests get a small part of the heap: the API beside this one has its own. */
  private static final HttpLimits LIMITS =
      new HttpLimits(
          HttpLimits.DEFAULT.head(),
          HttpLimits.DEFAULT.requests(),
          Runtime.getRuntime().maxMemory() / 12,
          HttpLimits.DEFAULT.transfer(),
          HttpLimits.DEFAULT.idle());

  /** How long a room may take to send a message back. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Before the next try at a message that the room returned. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** How long the announcement that is under way at the end may take. */
  private static final Duration LAST_ANNOUNCEMENT = Duration.ofSeconds(2);

  private final CheckinConfig config;
  private final Component component;
  private final Occupants occupants;
  private final Clock clock;
  private final CheckinServer server;
  private volatile @Nullable CheckinStore store;
  private @Nullable Announcer announcer;

  /**
   * @param component sends the announcements
   * @param occupants joins the room that they go to
   */
  public Checkins(
      CheckinConfig config,
      Component component,
      Occupants occupants,
      RequestWatch requests,
      Clock clock) {
    this.config = config;
    this.component = component;
    this.occupants = occupants;
    this.clock = clock;
    this.server = new CheckinServer(config, LIMITS, requests);
  }

  /**
   * Begins to take check-ins, and to announce what was left over.
   *
   * @throws IOException if the database can't be used, or the port is taken; the text says which
   */
  public void start() throws IOException {
    AnnounceConfig announce = config.announce();
    CheckinStore opened;
    try {
      opened = CheckinStore.open(config.database(), announce != null, clock);
    } catch (IOException e) {
      throw new IOException("checkin.database: " + e.getMessage(), e);
    }
    store = opened;
    Optional<Announcer> announcing = Optional.ofNullable(announce).map(to -> announcer(to, opened));
    server.start(opened, () -> announcing.ifPresent(Announcer::wake));
    announcing.ifPresent(Announcer::start);
    announcer = announcing.orElse(null);
  }

  private Announcer announcer(AnnounceConfig announce, CheckinStore store) {
    Audience audience =
        announce.isGroupchat()
            ? new RoomAudience(component, occupants, announce, PATIENCE, PAUSE)
            : new UserAudience(component, announce);
    return new Announcer(
        store,
        audience,
        new AnnouncementText(announce.text()),
        new AnnouncementIds(config.secret()));
  }

  /** Whether check-ins can be stored now; not before it is started. Safe in any thread. */
  public CompletableFuture<Boolean> isWritable() {
    CheckinStore opened = store;
    return opened == null ? CompletableFuture.completedFuture(false) : opened.isWritable();
  }

  /** Where check-ins are posted, once it is started. */
  public InetSocketAddress address() {
    return server.address();
  }

  /**
   * Takes what comes to the announcer's address from the way to the next listener.
   *
   * @param unclaimed gets it, so that who asks is answered
   */
  public StanzaListener listener(StanzaListener next, StanzaListener unclaimed) {
    AnnounceConfig announce = config.announce();
    if (announce == null) {
      return next;
    }
    return new StanzaListener() {
      @Override
      public void received(Stanza stanza) {
        if (stanza.to().equals(announce.from())) {
          tellOfBounce(stanza, announce);
          unclaimed.received(stanza);
        } else {
          next.received(stanza);
        }
      }

      @Override
      public void connected() {
        next.connected();
      }
    };
  }

  /** A room's are dealt with where they are waited for. */
  private static void tellOfBounce(Stanza stanza, AnnounceConfig announce) {
    if (!announce.isGroupchat() && stanza.kind() == Kind.MESSAGE && stanza.type().equals("error")) {
      STANZA
          .on(LOG.atWarn(), stanza.id())
          .log(
              "An announcement came back from {}: {}. Is checkin.announce.to right, and does it take messages"
                  + " from checkin.announce.from?",
              stanza.from(),
              StanzaError.of(stanza.element())
                  .map(StanzaError::condition)
                  .orElse("no reason given"));
    }
  }

  /** Takes no more check-ins, answers those it has, ends announcing and leaves the room. */
  public void stop(Duration grace) {
    server.stop(grace);
    if (announcer != null) {
      announcer.stop(LAST_ANNOUNCEMENT);
    }
    CheckinStore opened = store;
    if (opened != null) {
      opened.close();
    }
  }
}
