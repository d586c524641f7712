using System.Diagnostics;
using System.Globalization;
using Cell.Bench;

const double WarmUp = 2;

switch (args)
{
    case ["backup", var path, var organism, var pages]:
        Backup.Write(path, organism, Number(pages));
        return 0;
    case ["fill", "lucene", var folder, var pages]:
        BareLucene.Fill(folder, Number(pages));
        return 0;
    case ["fill", "postgresql", var pages]:
        PlainPostgres.Fill(Number(pages));
        return 0;
    case ["ask", "cell", var address, var clients, var seconds]:
        await AskAsync(Cell(address), Number(clients), Number(seconds));
        return 0;
    case ["ask", "lucene", var folder, var clients, var seconds]:
        await AskAsync(BareLucene.Open(folder, snippets: false), Number(clients), Number(seconds));
        return 0;
    case ["ask", "lucene+snippets", var folder, var clients, var seconds]:
        await AskAsync(BareLucene.Open(folder, snippets: true), Number(clients), Number(seconds));
        return 0;
    case ["ask", "postgresql", var clients, var seconds]:
        await AskAsync(PlainPostgres.Open(), Number(clients), Number(seconds));
        return 0;
    default:
        Console.Error.WriteLine("searchbench backup FILE ORGANISM PAGES | fill lucene FOLDER PAGES | fill postgresql PAGES | ask cell|lucene|lucene+snippets PLACE CLIENTS SECONDS | ask postgresql CLIENTS SECONDS");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static Func<string, Task<int>> Cell(string address)
{
    var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
    return async question =>
    {
        var answer = await http.GetByteArrayAsync(new Uri($"{address}/search?q={Uri.EscapeDataString(question)}"));
        return answer.Length;
    };
}

// Each client asks as soon as it was answered; the same questions for everybody.
static async Task AskAsync(Func<string, Task<int>> ask, int clients, double seconds)
{
    var begun = Stopwatch.GetTimestamp();
    var next = 0;
    var took = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
    {
        var times = new List<double>();
        while (Stopwatch.GetElapsedTime(begun).TotalSeconds < WarmUp + seconds)
        {
            var asked = Stopwatch.GetTimestamp();
            await ask(MadePage.Query(Interlocked.Increment(ref next)));
            if (Stopwatch.GetElapsedTime(begun).TotalSeconds > WarmUp)
            {
                times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }
        }

        return times;
    })));
    var all = took.SelectMany(times => times).Order().ToList();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"queries_per_second {all.Count / seconds:0.#}"));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"p50_ms {all[all.Count / 2]:0.###}"));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"p99_ms {all[all.Count * 99 / 100]:0.###}"));
}
