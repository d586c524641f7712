using Microsoft.Extensions.Logging;

namespace Cell.Tissue;

/// <summary>Tells the health cell that this heir signed for what it cannot know: who lived, and the secrets of this heir's roles.</summary>
/// <param name="bundles">Signed by root, of this cell's roles.</param>
internal sealed partial class LegacyPost(HeirSeal seal, Heartbeats heartbeats, TissueClient client, Func<IReadOnlyList<byte[]>> bundles, ILogger<LegacyPost> log)
{
    private string trouble = "";

    public async Task TellAsync(CancellationToken stopping)
    {
        if (seal.Given is not { } given || Vacancy.Known(heartbeats.Roster).FirstOrDefault(entry => entry.Facts.Birth == given.Birth.Birth) is not { } born)
        {
            return;
        }

        try
        {
            await client.PostAsync(born.Facts.Tissue, "/v1/legacy", new Legacy(1, given.Known, bundles()), TissueJson.Default.Legacy, TissueJson.Default.Legacy, stopping);
            seal.Told();
            LogTold(born.Cell, born.Facts.Machine, given.Known.Count);
        }
        catch (TissueException fault)
        {
            if (trouble != fault.Message)
            {
                trouble = fault.Message;
                LogUntold(born.Cell, trouble);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Told the health cell {Cell} on {Machine} of {Births} births.")]
    private partial void LogTold(Identity.CellId cell, string machine, int births);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The health cell {Cell} was not told what lived before it: {Reason}")]
    private partial void LogUntold(Identity.CellId cell, string reason);
}
