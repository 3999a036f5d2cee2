namespace CmdletHost.Tests.Drawing;

public sealed class DrawingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("views-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Values_are_lines_and_objects_of_few_properties_a_table() => Assert.Equal(
        """
        text
        1.5

        A B
        - -
        1 two
        3


        C
        -
        4

        01/02/2024 00:00:00

        """, Draw("'text'; 1.5; [pscustomobject]@{ A = 1; B = 'two' }; [pscustomobject]@{ A = 3; B = $null }; [pscustomobject]@{ C = 4 }; [datetime]'2024-01-02'"));

    [Fact]
    public void Objects_of_more_properties_are_a_list_in_which_a_collection_shows_its_first_four() => Assert.Equal(
        """

        Name    : x
        Index   : 0
        Kind    : Small
        Tags    : {a, b, c, d…}
        Address :


        """, Draw("New-Sample x -Kind Small -Tags a, b, c, d, e"));

    [Fact]
    public void Chosen_properties_are_drawn_as_a_table_or_a_list()
    {
        Assert.Equal("\nName Index\n---- -----\na        0\nb        1\n\n", Draw("New-Sample a, b | Format-Table Name, Index"));
        Assert.Equal("\nName : a\nKind : None\n\nName : b\nKind : None\n\n", Draw("New-Sample a, b | Format-List Name, K*"));
        Assert.Equal("\nName                           Value\n----                           -----\nk                              v\n\n", Draw("@{ k = 'v' }"));
    }

    [Fact]
    public void A_modules_views_are_used_with_their_labels_widths_and_expressions()
    {
        Module("""
            <View><Name>s</Name><ViewSelectedBy><TypeName>CmdletHost.SampleModule.Sample</TypeName></ViewSelectedBy>
              <TableControl>
                <TableHeaders>
                  <TableColumnHeader><Label>The name</Label><Width>6</Width></TableColumnHeader>
                  <TableColumnHeader><Alignment>Right</Alignment><Width>5</Width></TableColumnHeader>
                  <TableColumnHeader><Label>Both</Label></TableColumnHeader>
                </TableHeaders>
                <TableRowEntries><TableRowEntry><TableColumnItems>
                  <TableColumnItem><PropertyName>Name</PropertyName></TableColumnItem>
                  <TableColumnItem><PropertyName>Kind</PropertyName></TableColumnItem>
                  <TableColumnItem><ScriptBlock>if ($_.Index) { "$($_.Name)-$($_.Index)" } else { 'first' }</ScriptBlock></TableColumnItem>
                </TableColumnItems></TableRowEntry></TableRowEntries>
              </TableControl></View>
            <View><Name>l</Name><ViewSelectedBy><TypeName>CmdletHost.SampleModule.Sample</TypeName></ViewSelectedBy>
              <ListControl><ListEntries><ListEntry><ListItems>
                <ListItem><Label>N</Label><PropertyName>Name</PropertyName></ListItem>
                <ListItem><PropertyName>Index</PropertyName><FormatString>no. {0:d2}</FormatString></ListItem>
              </ListItems></ListEntry></ListEntries></ListControl></View>
            """);

        Assert.Equal("\nThe n…  Kind Both\n------  ---- ----\nlongn…  None first\nb       None b-1\n\n", Draw("New-Sample longname, b"));
        Assert.Equal("\nN     : a\nIndex : no. 00\n\n", Draw("New-Sample a | Format-List"));
    }

    [Theory]
    [InlineData("<CustomControl />", "A custom, wide or grouped view")]
    [InlineData("<TableControl><TableRowEntries><TableRowEntry><TableColumnItems><TableColumnItem><ScriptBlock>$_.Name.ToUpper()</ScriptBlock></TableColumnItem></TableColumnItems></TableRowEntry></TableRowEntries></TableControl>", "Calling a method ($_.Name.ToUpper())")]
    public void A_view_that_can_not_be_drawn_here_is_refused_by_name(string control, string message)
    {
        Module($"<View><Name>s</Name><ViewSelectedBy><TypeName>CmdletHost.SampleModule.Sample</TypeName></ViewSelectedBy>{control}</View>");

        Assert.Contains(message, Assert.ThrowsAny<Exception>(() => Draw("New-Sample a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_view_of_the_module_itself_can_be_drawn_here()
    {
        var result = ScriptHost.Run("Find-AppPermission User.Read -Type Delegated -Resource 'Microsoft Graph' | Format-List Name, Type");

        Assert.Empty(result.Errors);
        Assert.Contains("Name : User.Read", result.Draw(), StringComparison.Ordinal);
        Assert.Contains("User.Read", ScriptHost.Run("Find-AppPermission User.Read").Draw(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_says_what_is_exported_and_anything_but_literals_in_it_is_refused()
    {
        var path = Module("");
        Assert.Equal(["New-Sample", "Show-Binding"], Run("Get-Command -Module Views | ForEach-Object Name").Output);
        Assert.Equal(["ByName: Name=x"], Run("binding x").Output);

        File.WriteAllText(path, "@{ RootModule = (Join-Path a b) }");
        Assert.Contains("Anything but a literal in a manifest", Assert.ThrowsAny<Exception>(() => Run("1")).Message, StringComparison.Ordinal);
        File.WriteAllText(path, "@{ RootModule = 'script.psm1' }");
        Assert.Contains("which is not a compiled one", Assert.ThrowsAny<Exception>(() => Run("1")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_may_be_of_views_alone_and_be_loaded_by_a_command()
    {
        Module("<View><Name>t</Name><ViewSelectedBy><TypeName>CmdletHost.SampleModule.Sample</TypeName></ViewSelectedBy><TableControl><TableRowEntries><TableRowEntry><TableColumnItems><TableColumnItem><PropertyName>Name</PropertyName></TableColumnItem></TableColumnItems></TableRowEntry></TableRowEntries></TableControl></View>");
        var manifest = Path.Combine(_folder, "Views.psd1");
        File.WriteAllText(manifest, "@{ ModuleVersion = '1.0'; FormatsToProcess = 'Views.format.ps1xml' }");

        Assert.Equal("\nName\n----\na\n\n", ScriptHost.Run($"Import-Module '{manifest}'; New-Sample a", Sampled.Options).Draw().ReplaceLineEndings("\n"));
    }

    private string Module(string views)
    {
        File.WriteAllText(Path.Combine(_folder, "Views.format.ps1xml"), $"<Configuration><ViewDefinitions>{views}</ViewDefinitions></Configuration>");
        var manifest = Path.Combine(_folder, "Views.psd1");
        File.WriteAllText(manifest, $$"""
            # What is exported of it.
            @{
                RootModule        = '{{Sampled.Options.ModulePath}}'
                ModuleVersion     = '1.0.0'
                FormatsToProcess  = @('Views.format.ps1xml')
                CmdletsToExport   = 'New-Sample', 'Show-*'
                AliasesToExport   = @('binding')
                PrivateData       = @{ PSData = @{ Tags = @('a', 'b'); Prerelease = $null } }
            }
            """);
        return manifest;
    }

    private ScriptResult Run(string script)
    {
        var manifest = Path.Combine(_folder, "Views.psd1");
        return ScriptHost.Run(script, File.Exists(manifest) ? new ScriptHostOptions { ModulePath = manifest } : Sampled.Options);
    }

    private string Draw(string script) => Run(script).Draw().ReplaceLineEndings("\n");
}
