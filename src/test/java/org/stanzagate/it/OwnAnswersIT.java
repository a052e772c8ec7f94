package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jivesoftware.smack.XMPPException.XMPPErrorException;
import org.jivesoftware.smackx.disco.ServiceDiscoveryManager;
import org.jivesoftware.smackx.disco.packet.DiscoverInfo;
import org.jivesoftware.smackx.iqlast.LastActivityManager;
import org.jivesoftware.smackx.iqversion.VersionManager;
import org.jivesoftware.smackx.ping.PingManager;
import org.junit.jupiter.api.Test;
import org.jxmpp.jid.Jid;
import org.jxmpp.jid.impl.JidCreate;

/** What a person's client learns of the gateway, where no callback answers for it. */
@OnRealServers
class OwnAnswersIT {
  private static final Jid GATEWAY = JidCreate.fromOrThrowUnchecked(RealServer.GATEWAY);

  private final RealServer server;

  OwnAnswersIT(RealServer server, GatewayProcess gateway) {
    this.server = server;
    assertThat(gateway.isAlive()).isTrue();
  }

  @Test
  void theGatewaySaysWhatItIs() throws Exception {
    try (XmppUser romeo = XmppUser.login(server, "romeo")) {
      assertThat(PingManager.getInstanceFor(romeo.connection()).ping(GATEWAY)).isTrue();
      ServiceDiscoveryManager disco = ServiceDiscoveryManager.getInstanceFor(romeo.connection());
      DiscoverInfo info = disco.discoverInfo(GATEWAY);
      assertThat(info.getIdentities())
          .singleElement()
          .satisfies(
              identity -> {
                assertThat(identity.getCategory()).isEqualTo("component");
                assertThat(identity.getType()).isEqualTo("generic");
                assertThat(identity.getName()).isEqualTo("Stanzagate");
              });
      assertThat(disco.discoverItems(GATEWAY).getItems()).isEmpty();
      assertThat(VersionManager.getInstanceFor(romeo.connection()).getVersion(GATEWAY).getName())
          .isEqualTo("Stanzagate");
      assertThat(
              LastActivityManager.getInstanceFor(romeo.connection())
                  .getLastActivity(GATEWAY)
                  .getIdleTime())
          .isNotNegative();
      assertThatThrownBy(() -> disco.discoverInfo(GATEWAY, "no-such-node"))
          .isInstanceOf(XMPPErrorException.class)
          .hasMessageContaining("item-not-found");
    }
  }

  @Test
  void whatItListsItAnswers() throws Exception {
    try (XmppUser romeo = XmppUser.login(server, "romeo")) {
      ServiceDiscoveryManager disco = ServiceDiscoveryManager.getInstanceFor(romeo.connection());
      assertThat(disco.discoverInfo(GATEWAY).getFeatures())
          .extracting(DiscoverInfo.Feature::getVar)
          .containsExactlyInAnyOrder(
              "http://jabber.org/protocol/disco#info",
              "http://jabber.org/protocol/disco#items",
              "urn:xmpp:ping",
              "jabber:iq:version",
              "jabber:iq:last");
      assertThatThrownBy(() -> disco.discoverInfo(JidCreate.from("bot@" + RealServer.GATEWAY)))
          .isInstanceOf(XMPPErrorException.class)
          .hasMessageContaining("service-unavailable");
    }
  }
}
