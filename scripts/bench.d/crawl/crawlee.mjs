// All pages of the site, their text and links; sixteen requests at once.
import { CheerioCrawler, Configuration } from '@crawlee/cheerio';

let pages = 0;
const crawler = new CheerioCrawler({
    minConcurrency: 16,
    maxConcurrency: 16,
    async requestHandler({ $, enqueueLinks }) {
        $('body').text();
        pages += 1;
        await enqueueLinks({ strategy: 'same-origin' });
    },
}, new Configuration({ persistStorage: false, logLevel: 'ERROR' }));
await crawler.run([process.argv[2]]);
console.log(pages);
process.exit(0);
