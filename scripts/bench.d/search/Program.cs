using System.Diagnostics;
using System.Globalization;
using Cell.Bench;

// What is compiled as it runs is warm by then.
const double WarmUp = 4;

// More than anybody is asked in one turn.
const int OfTurn = 20_000;

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
    case ["ask", "cell", var address, var pages, var turn, var clients, var seconds]:
        await AskAsync(Cell(address), Questions(pages, turn), Number(clients), Number(seconds));
        return 0;
    case ["ask", "lucene" or "lucene+snippets", var folder, var pages, var turn, var clients, var seconds]:
        await AskAsync(BareLucene.Open(folder, args[1] != "lucene"), Questions(pages, turn), Number(clients), Number(seconds));
        return 0;
    case ["ask", "postgresql" or "postgresql+snippets", var pages, var turn, var clients, var seconds]:
        await AskAsync(PlainPostgres.Open(args[1] != "postgresql"), Questions(pages, turn), Number(clients), Number(seconds));
        return 0;
    default:
        Console.Error.WriteLine("searchbench backup FILE ORGANISM PAGES | fill lucene FOLDER PAGES | fill postgresql PAGES | ask cell|lucene|lucene+snippets PLACE PAGES TURN CLIENTS SECONDS | ask postgresql|postgresql+snippets PAGES TURN CLIENTS SECONDS");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

// Others in each turn: who remembers answers has none of these.
static string[] Questions(string pages, string turn) => [.. Enumerable.Range(Number(turn) * OfTurn, OfTurn).AsParallel().AsOrdered().Select(number => Question.Number(number, Number(pages)))];

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
static async Task AskAsync(Func<string, Task<int>> ask, string[] questions, int clients, double seconds)
{
    var begun = Stopwatch.GetTimestamp();
    var next = 0;
    var took = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
    {
        var times = new List<double>();
        while (Stopwatch.GetElapsedTime(begun).TotalSeconds < WarmUp + seconds)
        {
            var asked = Stopwatch.GetTimestamp();
            await ask(questions[Interlocked.Increment(ref next) % questions.Length]);
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
