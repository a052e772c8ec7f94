package org.stanzagate.it;

import java.util.Map;
import java.util.UUID;

/**
 * The room bot and the service of commands of {@code examples/}, and a gateway between them and a
 * real server.
 *
 * @param room of the bot's own
 * @param environment of any example of that gateway
 */
record RunningExamples(
    String room,
    Map<String, String> environment,
    Example roombot,
    Example commands,
    GatewayProcess gateway)
    implements AutoCloseable {
  static final String BOT = "bot@" + RealServer.GATEWAY;
  static final String DICE = "dice@" + RealServer.GATEWAY;

  static RunningExamples on(RealServer server) {
    String room = "bots-%s@%s".formatted(UUID.randomUUID(), RealServer.ROOMS);
    String listen = "127.0.0.1:" + Ports.free();
    Map<String, String> environment =
        Map.of(
            "API",
            "http://" + listen + "/rest",
            "TOKEN",
            GatewaySettings.TOKEN,
            "EVERY",
            "1"); // second, until the bot finds out that it is not in its room
    Example roombot = Example.start("roombot.py", environment, BOT, room + "/Bot");
    Example commands = Example.start("commands.py", environment);
    String callbacks =
        "callbacks:\n  - %s\n  - %s".formatted(roombot.callback(BOT), commands.callback(DICE));
    GatewaySettings settings = GatewaySettings.on(server).withListen(listen).with(callbacks);
    return new RunningExamples(
        room, environment, roombot, commands, GatewayProcess.ready(settings));
  }

  @Override
  public void close() {
    roombot.close();
    commands.close();
    gateway.close();
  }
}
