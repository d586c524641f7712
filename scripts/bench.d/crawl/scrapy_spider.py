"""All pages of the site, their text and links; sixteen requests at once, no delay, no robots.txt."""
import scrapy


class Spider(scrapy.Spider):
    name = "bench"

    def __init__(self, start_url, **options):
        super().__init__(**options)
        self.start_urls = [start_url]

    custom_settings = {
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "ROBOTSTXT_OBEY": False,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
    }

    def parse(self, response):
        "".join(response.xpath("//body//text()").getall())
        for href in response.xpath("//a/@href").getall():
            yield response.follow(href, self.parse)
