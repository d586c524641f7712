using System.CommandLine;

namespace Cell.Cli;

/// <summary><c>cell pool rotate</c>: another pool key, on every machine and in every cell; the old one opens nothing afterwards.</summary>
internal static class PoolRotate
{
    public static Command Create(Func<Option<string?>> login, Func<Option<string?>> identity)
    {
        var (by, with) = (login(), identity());
        var force = new Option<bool>("--force") { Description = "Give the old key up although machines could not be reached: they stay tainted until `cell pool add HOST`." };
        var command = new Command("rotate", "Make a new pool key, hand it to the cells, and put it in the old one's place on every blank machine by your own SSH access. Interrupted or not complete: run it again.") { by, with, force };
        command.Does(async (parsed, cancellation) =>
        {
            using var root = RootAccess.Of(parsed);
            var access = new OperatorAccess(parsed.GetValue(by) ?? "", parsed.GetValue(with), null);
            return await new PoolRotation(Organisms.Only(), root, access).RunAsync(parsed.GetValue(force), cancellation);
        });
        return command;
    }
}
