package org.stanzagate.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stanzagate.config.AuthConfig.Token;

/** Reads {@code auth}. */
final class AuthKeys {
  private static final String HASH = "sha256:";
  private static final int SHORT = 16;

  private static final ScalarType<Secret> TOKEN =
      new ScalarType<>(
              "visible ASCII without blanks, or what hash-token prints",
              text -> {
                if (text.startsWith(HASH) && !text.matches("sha256:[0-9a-f]{64}")) {
                  throw new FaultyValue("64 hexadecimal digits follow sha256:");
                }
                if (!text.matches("[!-~]{1,1024}")) {
                  throw new FaultyValue("");
                }
                return new Secret(text);
              })
          .secret();

  private AuthKeys() {}

  static Optional<AuthConfig> read(Section auth) {
    UniqueNames names = new UniqueNames("token-");
    Set<Secret> secrets = new HashSet<>();
    List<Section> items = auth.sections("tokens");
    List<Token> tokens =
        items.stream().flatMap(item -> token(item, names, secrets).stream()).toList();
    Optional<Boolean> anonymous = auth.or("anonymous", ValueTypes.BOOLEAN, "false");
    Optional<Boolean> login =
        auth.or("component_login", ValueTypes.BOOLEAN, String.valueOf(items.isEmpty()));
    if (items.isEmpty() && login.equals(Optional.of(false)) && anonymous.equals(login)) {
      auth.problem(
          "component_login", "is off, and there are no tokens: nobody could use the API; give one");
    }
    return auth.build(
        "tokens", () -> new AuthConfig(anonymous.orElseThrow(), login.orElseThrow(), tokens));
  }

  private static Optional<Token> token(Section item, UniqueNames names, Set<Secret> secrets) {
    Optional<Secret> token = item.require("token", TOKEN);
    token.ifPresent(secret -> judge(item, secret, secrets));
    Optional<String> name = names.next(item);
    item.notYet("from", ListType.someOf(ValueTypes.JID_PATTERN));
    item.notYet("to", ListType.someOf(ValueTypes.JID_PATTERN));
    item.notYet("kinds", ListType.someOf(ValueTypes.KIND));
    item.notYet("expires", ValueTypes.INSTANT);
    item.notYet("rate", ValueTypes.RATE);
    item.notYet("admin", ValueTypes.BOOLEAN, false);
    return item.build("name", () -> new Token(name.orElseThrow(), token.orElseThrow()));
  }

  private static void judge(Section item, Secret token, Set<Secret> secrets) {
    if (!secrets.add(token)) {
      item.problem("token", "is the same as another; give each its own");
    }
    if (token.value().startsWith(HASH)) {
      item.problem("token", "sha256: is not supported yet; give the token itself");
    } else if (token.value().length() < SHORT) {
      item.warning("token", "is short enough to be guessed; take one from: openssl rand -hex 20");
    }
  }
}
