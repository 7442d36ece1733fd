"""Two kinds of import contract that import-linter does not bring: only in some places, and adapters apart."""

from fnmatch import fnmatchcase

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class _DirectImports(Contract):
    """A contract over single imports: `faulty` tells which of them it refuses."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Every refused import as "importer -> imported (l. 12)"."""
        del verbose
        faults = [
            f"{importer} -> {imported} (l. {_lines(graph, importer, imported)})"
            for importer in sorted(graph.modules)
            if not graph.is_module_squashed(importer)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if self.faulty(importer, imported)
        ]
        return ContractCheck(kept=not faults, metadata={"faults": faults})

    def faulty(self, importer: str, imported: str) -> bool:
        """Whether the contract refuses this import."""
        raise TypeError(f"{type(self).__name__} judges no imports ({importer} -> {imported})")

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line for each refused import."""
        for fault in check.metadata["faults"]:
            output.print_error(f"- {fault}", bold=False)


class OnlyIn(_DirectImports):
    """The modules `what` and all below them are imported directly only in `places` (* and ? match)."""

    type_name = "only_in"
    what = fields.ListField(subfield=fields.StringField())
    places = fields.ListField(subfield=fields.StringField())

    def faulty(self, importer: str, imported: str) -> bool:
        """An import of `what` in none of the `places`."""
        wanted = any(_within(imported, module) for module in self.what)
        return wanted and not any(fnmatchcase(importer, place) for place in self.places)


class AdaptersApart(_DirectImports):
    """In `package`, a module knows only its own technology: the word before its first underscore."""

    type_name = "adapters_apart"
    package = fields.StringField()

    def faulty(self, importer: str, imported: str) -> bool:
        """An import from one technology's adapter of another's."""
        ours, theirs = self._technology(importer), self._technology(imported)
        return ours is not None and theirs is not None and ours != theirs

    def _technology(self, module: str) -> str | None:
        below = f"{self.package}."
        return module.removeprefix(below).split(".")[0].split("_")[0] if module.startswith(below) else None


def _within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def _lines(graph: ImportGraph, importer: str, imported: str) -> str:
    details = graph.get_import_details(importer=importer, imported=imported)
    return ", ".join(str(detail["line_number"]) for detail in details)
