using Akka.Actor;
using Petabridge.Cmd.Host;

namespace P2PActors.Pbm;

/// <summary>Gives each connection of the tool pbm an actor that carries out its commands.</summary>
/// <param name="console">The console of the machine.</param>
internal sealed class ConsolePaletteHandler(IActorRef console) : CommandPaletteHandler(ConsolePalette.Palette)
{
    public override Props HandlerProps { get; } = Props.Create(() => new ConsoleHandlerActor(console));
}
