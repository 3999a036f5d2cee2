using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Tests.Requests;

public sealed class ShapeConverterTests
{
    [Fact]
    public void Of_names_that_are_one_property_in_PowerShell_the_last_value_counts()
    {
        var item = Read("""{"id":"1","Id":"2","nested":[{"a":1,"a":null}]}""");

        Assert.Equal(["Id", "nested"], item.Properties.Select(property => property.Name));
        Assert.Equal("2", item.Properties["id"].Value);
        Assert.Null(Assert.Single(Assert.IsType<PSObject>(Assert.Single((object[])item.Properties["nested"].Value)).Properties).Value);
    }

    [Theory]
    [InlineData(
        """{"text":"2026-11-28T07:00:00Z","whole":9007199254740993,"part":0.1,"none":null,"yes":true,"list":[1,"a",[]],"inner":{"empty":{}}}"""
    )]
    [InlineData("""{"@odata.type":"#microsoft.graph.user","big":1e300,"euro":"€\"\\"}""")]
    public void What_was_read_is_written_as_it_was(string json)
    {
        using var before = JsonDocument.Parse(json);
        using var after = JsonDocument.Parse(JsonShape.Write(ShapeConverter.FromObject(Read(json))));

        Assert.True(JsonElement.DeepEquals(before.RootElement, after.RootElement), after.RootElement.GetRawText());
    }

    [Fact]
    public void Hashtables_lists_and_objects_become_JSON()
    {
        var body = new Hashtable
        {
            ["list"] = new ArrayList
            {
                1,
                PSObject.AsPSObject("two"),
                new Hashtable { ["three"] = true },
            },
        };

        Assert.Equal(
            """{"list":[1,"two",{"three":true}]}""",
            System.Text.Encoding.UTF8.GetString(JsonShape.Write(ShapeConverter.FromObject(body)))
        );
    }

    private static PSObject Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Assert.IsType<PSObject>(ShapeConverter.ToObject(JsonShape.Read(document.RootElement)));
    }
}
