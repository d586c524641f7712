using Cell.Tissue;
using LiteDB;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Cell.Pages;

/// <summary>Whether the truth agrees with itself, and the index with the truth. It runs beside all else: what changed since it began is left out.</summary>
/// <param name="read">Runs a read of the tables while nothing is committed.</param>
/// <param name="index">Null: there is none yet.</param>
/// <param name="position">The number of the log up to which the index is complete.</param>
internal sealed class Examination(PageTables tables, Func<Func<IReadOnlyList<Finding>>, IReadOnlyList<Finding>> read, IndexReader? index, long position)
{
    private const int Together = 200;
    private const int MostNamed = 20;
    private static readonly HashSet<string> Named = [PageDocument.Url];

    private readonly List<DataFault> faults = [];
    private long pages;
    private long gone;
    private long further;

    /// <summary>Something that was seen before.</summary>
    public Examination With(DataFault fault)
    {
        Note(fault.OfIndex, fault.What);
        return this;
    }

    /// <exception cref="IOException">The database cannot be read.</exception>
    public DataReport Run(CancellationToken cancellation)
    {
        var last = tables.Last;
        Page(cancellation);
        for (var (after, some) = (0L, Log(0)); some.Count > 0; after = some[^1].Number, some = Log(after))
        {
            cancellation.ThrowIfCancellationRequested();
            some.Where(finding => finding.Number <= last).ToList().ForEach(Note);
        }

        if (index is not null)
        {
            Strangers(index, cancellation);
        }

        return new DataReport(1, pages, gone, Math.Max(0, last - position), faults, further);
    }

    private void Page(CancellationToken cancellation)
    {
        for (var some = read(() => tables.Examine("", Together)); some.Count > 0; some = read(() => tables.Examine(some[^1].Key, Together)))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var finding in some)
            {
                pages++;
                gone += PageRow.IsLive(finding.Row!) ? 0 : 1; // a page's finding has its row
                Note(finding);
                if (index is not null && finding.Number <= position && Unfound(index, finding) is { } fault)
                {
                    Note(true, fault);
                }
            }
        }
    }

    private IReadOnlyList<Finding> Log(long after) => read(() => tables.ExamineLog(after, Together));

    private static string? Unfound(IndexReader index, Finding finding)
    {
        var wanted = PageRow.IsLive(finding.Row!) ? 1 : 0; // a page's finding has its row
        var found = MultiFields.GetTermDocsEnum(index, MultiFields.GetLiveDocs(index), PageDocument.Id, new BytesRef(PageId.Of(PageRow.Mark(finding.Row!).Url))) is { } documents ? Count(documents) : [];
        var hash = PageDocument.Bits(finding.Row!["hash"].AsString);
        return found.Count != wanted ? $"{finding.Key} is in the index {found.Count} times, not {wanted}."
            : wanted == 1 && MultiDocValues.GetNumericValues(index, "hash")?.Get(found[0]) != hash ? $"The index has another content of {finding.Key}."
            : null;
    }

    private static List<int> Count(DocsEnum documents)
    {
        var found = new List<int>();
        while (documents.NextDoc() != Lucene.Net.Search.DocIdSetIterator.NO_MORE_DOCS)
        {
            found.Add(documents.DocID);
        }

        return found;
    }

    // A document of a page that is not there would be a hit that nobody can open.
    private void Strangers(IndexReader open, CancellationToken cancellation)
    {
        var live = MultiFields.GetLiveDocs(open);
        foreach (var some in Enumerable.Range(0, open.MaxDoc).Where(document => live?.Get(document) != false).Chunk(Together))
        {
            cancellation.ThrowIfCancellationRequested();
            var urls = some.Select(document => open.Document(document, Named).Get(PageDocument.Url, System.Globalization.CultureInfo.InvariantCulture)).ToList();
            read(() => [.. urls.Where(url => !tables.Has(url)).Select(url => new Finding(url, 0, null, $"The index has {url}, which is not stored."))]).ToList().ForEach(finding => Note(true, finding.Fault));
        }
    }

    private void Note(Finding finding)
    {
        if (finding.Fault.Length > 0)
        {
            Note(false, finding.Fault);
        }
    }

    private void Note(bool ofIndex, string what)
    {
        if (faults.Count < MostNamed)
        {
            faults.Add(new DataFault(ofIndex, what));
        }
        else
        {
            further++;
        }
    }
}

/// <summary>One row of the tables, seen.</summary>
/// <param name="Number">Of the log.</param>
/// <param name="Row">Of a page; null: an entry of the log.</param>
/// <param name="Fault">"": none.</param>
internal sealed record Finding(string Key, long Number, BsonDocument? Row, string Fault);
