using Cell;

// crawlbench make FOLDER PAGES | cell URL | bare URL | tuned URL: the last three crawl all that is linked and print how many pages came.
switch (args)
{
    case ["make", var folder, var pages]:
        PageMaker.Make(folder, int.Parse(pages, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["cell", var url]:
        Console.WriteLine(await RoleAlone.CrawlAsync(url));
        return 0;
    case ["bare" or "tuned", var url]:
        Console.WriteLine(await BareLoop.CrawlAsync(url, isTuned: args[0] == "tuned"));
        return 0;
    default:
        Console.Error.WriteLine("usage: crawlbench make FOLDER PAGES | cell URL | bare URL | tuned URL");
        return 2;
}
