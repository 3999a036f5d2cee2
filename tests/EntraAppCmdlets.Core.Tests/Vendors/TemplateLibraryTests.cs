using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Vendors;

public sealed class TemplateLibraryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("entraapp-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_of_ones_own_works_like_one_of_the_module()
    {
        var path = Write("mine.json", "Acme");
        Assert.Equal("Acme", TemplateLibrary.Open([path], null, TemplatesFolder.Folder).Get("ACME").Id);
    }

    [Fact]
    public void Folders_in_the_environment_variable_are_read()
    {
        Write("mine.json", "Acme");
        Assert.Equal("Acme", TemplateLibrary.Open([], string.Join(Path.PathSeparator, "", _folder), TemplatesFolder.Folder).Get("Acme").Id);
    }

    [Fact]
    public void The_nearer_place_goes_first()
    {
        var named = Write("named/authentik.json", "authentik");
        var ofVariable = Write("variable/authentik.json", "authentik");

        var library = TemplateLibrary.Open([Path.GetDirectoryName(named)!], Path.GetDirectoryName(ofVariable), TemplatesFolder.Folder);

        Assert.Equal(named, library.Templates.Single(source => source.Template.Id == "authentik").Path);
        Assert.Equal([ofVariable, Path.Combine(TemplatesFolder.Folder, "authentik.json")], library.Hidden.Select(source => source.Path));
    }

    [Fact]
    public void The_same_id_twice_in_one_folder_is_told_with_both_files()
    {
        Write("a.json", "Acme");
        Write("b.json", "acme");

        var error = Assert.Single(TemplateLibrary.Open([_folder], null, TemplatesFolder.Folder).Faulty);

        Assert.Equal("TemplateDuplicate", error.ErrorId);
        Assert.Contains("a.json", error.Message, StringComparison.Ordinal);
        Assert.Contains("b.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_faulty_file_does_not_hide_the_others()
    {
        File.WriteAllText(Path.Combine(_folder, "broken.json"), "{");
        Write("mine.json", "Acme");

        var library = TemplateLibrary.Open([_folder], null, TemplatesFolder.Folder);

        Assert.Equal("TemplateInvalid", Assert.Single(library.Faulty).ErrorId);
        Assert.Equal("Acme", library.Get("Acme").Id);
    }

    [Fact]
    public void Asking_for_the_vendor_of_a_faulty_file_tells_its_faults()
    {
        File.WriteAllText(Path.Combine(_folder, "broken.json"), "{");
        Assert.Equal("TemplateInvalid", Assert.Throws<AppException>(() => TemplateLibrary.Open([_folder], null, TemplatesFolder.Folder).Get("broken")).ErrorId);
    }

    [Fact]
    public void An_unknown_vendor_gets_the_list_of_those_there_are()
    {
        var error = Assert.Throws<AppException>(() => TemplatesFolder.Get("Contoso"));
        Assert.Equal("VendorUnknown", error.ErrorId);
        Assert.Contains(string.Join(", ", TemplatesFolder.Ids.Order(StringComparer.OrdinalIgnoreCase)), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_is_not_there_is_told() =>
        Assert.Equal("TemplateUnreadable", Assert.Single(TemplateLibrary.Open([Path.Combine(_folder, "nothing.json")], null, TemplatesFolder.Folder).Faulty).ErrorId);

    private string Write(string name, string id)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, TemplatesFolder.Text("authentik").Replace("\"id\": \"authentik\"", $"\"id\": \"{id}\"", StringComparison.Ordinal));
        return path;
    }
}
