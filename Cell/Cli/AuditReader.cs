using System.Text;
using Cell.Tissue;

namespace Cell.Cli;

/// <summary>Reads an audit log page by page, shows it, and verifies the chain on this side.</summary>
/// <param name="from">Older entries are verified and not shown.</param>
internal sealed class AuditReader(DateTimeOffset from, TextWriter output, bool json)
{
    private AuditHead? head;
    private long first;
    private long count;
    private long after;
    private string fault = "";
    private string told = "";

    public bool IsWhole => fault.Length == 0 && told.Length == 0;

    public string Verdict => true switch
    {
        _ when fault.Length > 0 => $"The chain is BROKEN: {fault}",
        _ when told.Length > 0 => $"{count} entries, chain whole; it tells of a broken one: {told}",
        _ when first > 1 => $"{count} entries, chain whole from entry {first} on; older files are not there any more.",
        _ => $"{count} entries, chain whole.",
    };

    public async Task ReadAsync(ControlClient cell, CancellationToken cancellation)
    {
        while (Read(await cell.GetAsync($"/audit?after={after}", ControlJson.Default.AuditPage, cancellation)))
        {
            // The next one.
        }
    }

    /// <returns>There is more to read.</returns>
    internal bool Read(AuditPage page)
    {
        foreach (var line in page.Lines)
        {
            Read(line);
        }

        if (page.More && page.Next > after)
        {
            after = page.Next;
            return true;
        }

        if (fault.Length == 0 && (head ?? AuditHead.None) != page.Head)
        {
            fault = $"it ends with entry {head?.Seq ?? 0}, but the cell has written {page.Head.Seq} ({page.Head.Hash}).";
        }

        return false;
    }

    private void Read(string line)
    {
        count++;
        var reading = AuditChain.Read(Encoding.UTF8.GetBytes(line), head);
        if (reading is not { Fault: "", Entry: { } entry })
        {
            // What follows a break cannot be judged by it, but by itself.
            fault = fault.Length > 0 ? fault : $"after entry {head?.Seq ?? 0}: {reading.Fault}.";
            output.WriteLine(json ? line : $"?  {Plain(line)}");
            head = AuditChain.Read(Encoding.UTF8.GetBytes(line), null) is { Fault: "" } alone ? alone.Head : head;
            return;
        }

        head = reading.Head;
        first = first == 0 ? entry.Seq : first;
        if (entry.At < from)
        {
            return;
        }

        told = entry.Kind is AuditKind.Broken or AuditKind.Contradicted ? $"entry {entry.Seq}: {entry.What}" : told;
        output.WriteLine(json ? line : $"{entry.Seq,6}  {entry.At:u}  {entry.Kind.ToString().ToLowerInvariant(),-12} {Plain(entry.By)}{(entry.From.Length > 0 ? $" ({Plain(entry.From)})" : "")}: {Plain(entry.What)}");
    }

    // A sender's text must not move the cursor of who reads it.
    private static string Plain(string text) => new([.. text.Select(letter => char.IsControl(letter) ? ' ' : letter)]);
}
