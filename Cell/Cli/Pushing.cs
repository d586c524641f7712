using Cell.Identity;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>Hands the signed genome to the founder cells of this box; heartbeats carry it on.</summary>
internal static class Pushing
{
    public static async Task TellAsync(OperatorFolder folder, CancellationToken cancellation)
    {
        var message = new GenomeMessage(1, File.ReadAllBytes(folder.Genome));
        var told = 0;
        foreach (var founder in FounderFiles.Founders(folder.Founders))
        {
            var data = new DataFolder(founder.Data);
            if (!File.Exists(data.Socket))
            {
                continue;
            }

            using var cell = new ControlClient(data.Socket);
            try
            {
                var held = await cell.PostAsync("/genome", message, ControlJson.Default.GenomeMessage, ControlJson.Default.GenomeVersion, cancellation);
                Console.WriteLine(held.Refusal.Length == 0 ? $"The cell in {founder.Data} lives by version {held.Version}." : $"The cell in {founder.Data} refused it: {held.Refusal}");
                told += held.Refusal.Length == 0 ? 1 : 0;
            }
            catch (CommandFailure failure) when (failure.Code == ExitCode.Unreachable)
            {
                // Not running: it reads the file at its start.
            }
        }

        if (told == 0)
        {
            Console.WriteLine("No founder cell runs here: they take it at their start.");
        }
    }
}
