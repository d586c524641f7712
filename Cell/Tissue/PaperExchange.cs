using Cell.Genome;
using Microsoft.Extensions.Logging;

namespace Cell.Tissue;

/// <summary>Brings this cell and a health cell to the newer of their papers, whoever has it.</summary>
internal sealed partial class PaperExchange(Papers papers, ILogger log)
{
    /// <returns>What was refused of the health cell's, and why; "": nothing.</returns>
    /// <exception cref="TissueException">It did not answer.</exception>
    public async Task<string> WithAsync(string name, IKeeper keeper, PaperVersions theirs, CancellationToken cancellation)
    {
        var refused = new List<string>();
        foreach (var paper in Enum.GetValues<Paper>())
        {
            var own = papers.Versions.Of(paper);
            if (theirs.Of(paper) < own)
            {
                await keeper.OfferAsync(paper, papers.Envelope(paper), cancellation);
            }
            else if (theirs.Of(paper) > own)
            {
                if (papers.Offer(paper, await keeper.PaperAsync(paper, cancellation), name) is { Length: > 0 } refusal)
                {
                    refused.Add($"The health cell's {paper.ToString().ToLowerInvariant()} was refused: {refusal}");
                }
                else
                {
                    LogAdopted(paper, papers.Versions.Of(paper));
                }
            }
        }

        return string.Join(' ', refused);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Lives by version {Version} of {Paper} from now on.")]
    private partial void LogAdopted(Paper paper, int version);
}
