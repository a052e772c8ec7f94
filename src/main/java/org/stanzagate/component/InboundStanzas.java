package org.stanzagate.component;

import static org.stanzagate.log.LogField.STANZA;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Predicate;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.packet.StanzaError.Type;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaError;
import org.stanzagate.stanza.StanzaException;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.StanzaHead;
import org.stanzagate.xml.XmlException;

/**
 * Decides whose an incoming stanza is: the keepalive's, a waiting request's, or the listener's.
 * Used by the reading thread alone, which it never holds up.
 */
final class InboundStanzas {
  private static final Logger LOG = LoggerFactory.getLogger(InboundStanzas.class);

  private final SelfPing ping;
  private final PendingRequests pending;
  private final StanzaListener listener;
  private final Predicate<Stanza> mayBeRefused;
  private final Component component;
  private final StreamCounters counters;
  private final TrafficListener traffic;
  private final Clock clock;

  /**
   * @param mayBeRefused whether an error may be sent in answer
   * @param component sends the errors for what can't be taken
   */
  InboundStanzas(
      SelfPing ping,
      PendingRequests pending,
      StanzaListener listener,
      Predicate<Stanza> mayBeRefused,
      Component component,
      StreamCounters counters,
      TrafficListener traffic,
      Clock clock) {
    this.ping = ping;
    this.pending = pending;
    this.listener = listener;
    this.mayBeRefused = mayBeRefused;
    this.component = component;
    this.counters = counters;
    this.traffic = traffic;
    this.clock = clock;
  }

  /** Takes a whole element that came at the place of a stanza. */
  void received(Element element) {
    try {
      hand(Stanza.of(element));
    } catch (StanzaException e) {
      STANZA
          .on(LOG.atWarn(), element.attribute("id"))
          .log(
              "Dropped a {} from {} to {}, which is no proper stanza, as its sender must correct: {}",
              element.name(),
              element.attribute("from"),
              element.attribute("to"),
              e.getMessage());
    } catch (RuntimeException e) {
      lost(element, e);
    }
  }

  /** A fault of ours over one stanza is not to cost the stream, and all that is under way on it. */
  private static void lost(Element element, RuntimeException e) {
    STANZA
        .on(LOG.atError(), element.attribute("id"))
        .setCause(e)
        .log(
            "A {} from {} to {} is lost to a fault of the gateway: please report this",
            element.name(),
            element.attribute("from"),
            element.attribute("to"));
  }

  /** Refuses what can't be taken: to its sender where that may be, else in the log alone. */
  void refused(XmlException fault, Optional<StanzaHead> head) {
    if (head.isEmpty()) {
      LOG.warn(
          "Dropped a stanza that nobody can be told of: {}; {}",
          fault.getMessage(),
          advice(fault.reason()));
      return;
    }
    Element element = head.get().element();
    STANZA
        .on(LOG.atWarn(), element.attribute("id"))
        .log(
            "Refused a {} from {} to {}: {}; {}",
            element.name(),
            element.attribute("from"),
            element.attribute("to"),
            fault.getMessage(),
            advice(fault.reason()));
    try {
      refuse(Stanza.of(element), head.get().complete(), fault);
    } catch (StanzaException e) {
      STANZA
          .on(LOG.atDebug(), element.attribute("id"))
          .log("Nobody can be told of it: {}", e.getMessage());
    } catch (RuntimeException e) {
      lost(element, e);
    }
  }

  private static String advice(XmlException.Reason reason) {
    return reason == XmlException.Reason.LIMIT
        ? "its sender must send less, or, where it is the bytes, component.max_stanza be raised"
        : "its sender must correct that";
  }

  /**
   * Where the head may lack child elements, a message may be from a room, which removes those who
   * answer with errors.
   */
  private void refuse(Stanza head, boolean complete, XmlException fault) {
    String reason = String.valueOf(fault.getMessage());
    if (!pending.takeUnreadable(head, reason)
        && mayBeRefused.test(head)
        && (complete || head.kind() == Kind.IQ)) {
      StanzaError error = new StanzaError(Type.MODIFY, condition(fault.reason()), reason);
      var unused = component.send(head.errorReply(error));
    }
  }

  /** RFC 6120 section 8.3.3; that a limit on size is a policy, says section 4.9.3.14. */
  private static Condition condition(XmlException.Reason reason) {
    return reason == XmlException.Reason.LIMIT ? Condition.policy_violation : Condition.bad_request;
  }

  private void hand(Stanza stanza) {
    if (ping.isBack(stanza)) {
      return;
    }
    counters.countReceived(stanza.kind(), clock.millis());
    boolean isAnswer = pending.take(stanza);
    if (traffic.isLooking()) {
      traffic.received(stanza, isAnswer);
    }
    if (!isAnswer) {
      listener.received(stanza);
    }
  }
}
