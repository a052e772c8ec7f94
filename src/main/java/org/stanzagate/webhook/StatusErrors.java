package org.stanzagate.webhook;

import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.packet.StanzaError.Type;
import org.jspecify.annotations.Nullable;
import org.stanzagate.stanza.StanzaError;

/** Which stanza error (RFC 6120 section 8.3) an HTTP status (RFC 9110 section 15) is. */
final class StatusErrors {
  private StatusErrors() {}

  /**
   * The error for a status that is no success.
   *
   * @param text for the one who sent the stanza
   */
  static StanzaError of(int status, @Nullable String text) {
    return switch (status) {
      case 400, 411, 416, 422 -> error(Type.MODIFY, Condition.bad_request, text);
      case 401, 511 -> error(Type.AUTH, Condition.not_authorized, text);
      case 402 -> new StanzaError(Type.AUTH, "payment-required", text, null, null);
      case 403, 451 -> error(Type.AUTH, Condition.forbidden, text);
      case 404 -> error(Type.CANCEL, Condition.item_not_found, text);
      case 405 -> error(Type.CANCEL, Condition.not_allowed, text);
      case 406 -> error(Type.MODIFY, Condition.not_acceptable, text);
      case 407 -> error(Type.AUTH, Condition.registration_required, text);
      case 408, 502, 504 -> error(Type.WAIT, Condition.remote_server_timeout, text);
      case 409, 412 -> error(Type.CANCEL, Condition.conflict, text);
      case 410 -> error(Type.CANCEL, Condition.gone, text);
      case 413, 414, 431 -> error(Type.MODIFY, Condition.resource_constraint, text);
      case 415, 501 -> error(Type.CANCEL, Condition.feature_not_implemented, text);
      case 423, 425, 429, 507 -> error(Type.WAIT, Condition.resource_constraint, text);
      case 500 -> error(Type.WAIT, Condition.internal_server_error, text);
      case 503 -> error(Type.CANCEL, Condition.service_unavailable, text);
      default -> other(status, text);
    };
  }

  private static StanzaError other(int status, @Nullable String text) {
    return switch (status / 100) {
      case 3 -> error(Type.CANCEL, Condition.undefined_condition, text);
      case 4 -> error(Type.MODIFY, Condition.bad_request, text);
      default -> error(Type.CANCEL, Condition.internal_server_error, text);
    };
  }

  private static StanzaError error(Type type, Condition condition, @Nullable String text) {
    return new StanzaError(type, condition, text);
  }
}
